import { strict as assert } from "node:assert";
import { createHmac, randomUUID } from "node:crypto";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const Transports = { websocket: ["websocket"], polling: ["polling"], upgrade: ["polling", "websocket"] };
export const Deadline = 15_000;

/** A promise, or an error that says what was expected. */
export function within(promise, what, state = () => "") {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`expected ${what} within ${Deadline} ms; ${state()}`)), Deadline);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** An event's arguments. With recovery the last one says where its receiver is: sixteen characters for each log. */
export function withoutPosition(args) {
  const last = args.at(-1);
  return args.length > 1 && typeof last === "string" && /^([-\w]{16})+$/.test(last) ? args.slice(0, -1) : args;
}

/** One client, with everything it received in order. */
export class Client {
  #waiting = [];
  received = [];

  constructor(socket) {
    this.socket = socket;
    // Clients before 3.1 have no onAny of their own order; wrapping the emitter sees every event of every version.
    const emitEvent = socket.onevent;
    socket.onevent = (packet) => {
      this.#take(packet.data);
      emitEvent.call(socket, packet);
    };
    this.disconnected = new Promise((done) => socket.on("disconnect", done));
  }

  get id() {
    return this.socket.id;
  }

  #take(args) {
    this.received.push(withoutPosition(args));
    this.#waiting.splice(0).forEach((check) => check());
  }

  emit(...args) {
    this.socket.emit(...args);
  }

  ack(event, ...args) {
    return within(new Promise((done) => this.socket.emit(event, ...args, done)), `an answer to ${event}`);
  }

  /** The next event received, removed from what was received. */
  async next() {
    await within(
      new Promise((done) => {
        const check = () => (this.received.length > 0 ? done() : this.#waiting.push(check));
        check();
      }),
      `an event at ${this.id}`,
    );
    return this.received.shift();
  }

  /** Exactly these events come next, and nothing between them. */
  async expect(...events) {
    for (const event of events) {
      assert.deepStrictEqual(await this.next(), event);
    }
  }

  /** Nothing of this channel is on its way: a marker sent after everything else is what comes next. */
  async expectNothing(sender, channel) {
    const mark = randomUUID();
    await sender.ack("message", { channel, eventName: "marker", message: mark, echo: true });
    await this.expect(["marker", { channel, message: mark }]);
  }

  close() {
    this.socket.disconnect();
  }
}

/** What a scenario has: connections with one library over one transport, spread over the gateways. */
export class World {
  #clients = [];
  #made = 0;

  constructor(settings) {
    Object.assign(this, settings);
    this.env = `conformance-${randomUUID()}`;
    this.channel = `channel ${randomUUID()}`;
    this.io = require(settings.library).io;
  }

  get url() {
    return this.gateways[this.#made++ % this.gateways.length];
  }

  socket(auth, options = {}) {
    const socket = this.io(options.url ?? this.url, {
      path: options.path ?? "/realtime/",
      transports: Transports[this.transport],
      auth,
      forceNew: true,
      reconnection: false,
      ...options.io,
    });
    this.#clients.push(socket);
    return socket;
  }

  /** Connects; the environment is the scenario's own unless the credentials name one. */
  async connect(auth = {}, options = {}) {
    const socket = this.socket({ envId: this.env, ...auth }, options);
    const client = new Client(socket);
    await within(
      new Promise((done, fail) => {
        socket.on("connect", done);
        socket.on("connect_error", (error) => fail(new Error(`${error.message} ${JSON.stringify(error.data ?? null)}`)));
      }),
      "a connection",
    );
    return client;
  }

  /** The error a connect is refused with. */
  refused(auth, options = {}) {
    const socket = this.socket(auth, options);
    return within(
      new Promise((done, fail) => {
        socket.on("connect", () => fail(new Error("the connection was let in")));
        socket.on("connect_error", (error) => done({ message: error.message, data: error.data }));
      }),
      "a refusal",
    );
  }

  async members(count, auth = {}) {
    const members = [];
    for (let i = 0; i < count; i++) {
      const member = await this.connect(auth);
      await member.ack("join", { channel: this.channel, echo: false });
      members.push(member);
    }

    // Everyone has seen everyone who came later; from here on only new events arrive.
    for (const [place, member] of members.entries()) {
      for (const later of members.slice(place + 1)) {
        await member.expect(["channel:join", { channel: this.channel, message: { id: later.id } }]);
      }
    }

    return members;
  }

  server() {
    return this.connect({ envId: undefined, accessToken: this.token });
  }

  session(payload) {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const head = `${part({ alg: "HS256", typ: "JWT" })}.${part(payload)}`;
    return `${head}.${createHmac("sha256", this.secret).update(head).digest("base64url")}`;
  }

  post(path, body, headers = {}) {
    return fetch(new URL(path, this.url), {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  }

  close() {
    this.#clients.forEach((socket) => socket.disconnect());
  }
}

export { assert };
