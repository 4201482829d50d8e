import { Roster } from "./roster.js";

const AnswerTimeout = 8000;

/**
 * One connection to a gateway, with the channels it is in. It speaks the verbs of the server (join, leave, update,
 * message), repeats profile and joins after every reconnection, and tells the page what happened through `on`.
 */
export class Connection {
  #socket;
  #members;
  #on;
  #profile;
  #channels = new Map();

  /**
   * @param {{gateway: string, environment: string, profile: object}} target
   * @param {{state: Function, message: Function, members: Function, refused: Function}} on
   */
  constructor(target, on) {
    this.#on = on;
    this.#profile = target.profile;
    this.#members = new URL(`/${encodeURIComponent(target.environment)}/agnost/realtime/get-members`, target.gateway);
    this.#socket = globalThis.io(target.gateway, {
      path: "/realtime/",
      auth: { envId: target.environment, echoMessages: true },
      transports: ["websocket", "polling"],
    });
    this.#listen();
  }

  get id() {
    return this.#socket.id;
  }

  get channels() {
    return [...this.#channels.keys()];
  }

  membersOf(channel) {
    return this.#channels.get(channel)?.entries() ?? [];
  }

  join(channel) {
    if (!this.#channels.has(channel)) {
      this.#channels.set(channel, new Roster());
      if (this.#socket.connected) {
        this.#askToJoin(channel);
      }
    }
  }

  leave(channel) {
    if (this.#channels.delete(channel) && this.#socket.connected) {
      this.#ask("leave", { channel });
    }
  }

  updateProfile(profile) {
    this.#profile = profile;
    if (this.#socket.connected) {
      this.#ask("update", { data: profile });
    }
  }

  /** Sends to a channel, or to the whole environment when `channel` is null. The page shows it when it comes back. */
  say(channel, message) {
    const verb = { eventName: "chat", message };
    this.#ask("message", channel === null ? verb : { channel, ...verb });
  }

  close() {
    this.#socket.disconnect();
  }

  #listen() {
    const socket = this.#socket;
    this.#on.state("connecting");
    socket.on("connect", () => {
      this.#on.state("online");
      this.#restore();
    });
    socket.on("disconnect", () => {
      this.#channels.forEach((roster) => roster.clear());
      this.channels.forEach((channel) => this.#on.members(channel));
      this.#on.state(socket.active ? "connecting" : "offline");
    });
    socket.on("connect_error", (error) => {
      // An inactive socket was refused by the server and will not try again; otherwise the network is at fault.
      this.#on.state(socket.active ? "connecting" : "refused", error.message);
    });
    socket.on("chat", ({ channel, message }) => this.#on.message(channel ?? null, message));
    socket.on("exception", (fault) => this.#on.refused(fault?.event ?? "event", fault?.message));
    for (const kind of ["join", "leave", "update"]) {
      socket.on(`channel:${kind}`, ({ channel, message: member }) => {
        const roster = this.#channels.get(channel);
        if (roster && member) {
          roster.take(kind, member);
          this.#on.members(channel, kind, member);
        }
      });
    }
  }

  #restore() {
    // The profile goes first, so that nobody sees this connection join without one.
    this.#ask("update", { data: this.#profile });
    this.channels.forEach((channel) => this.#askToJoin(channel));
  }

  async #askToJoin(channel) {
    if (await this.#ask("join", { channel })) {
      await this.#fetchMembers(channel);
    } else if (this.#socket.connected) {
      this.#channels.delete(channel);
      this.#on.members(channel);
    }
  }

  /** Emits a verb and waits for the answer; true when the server applied it. */
  async #ask(verb, body) {
    try {
      const answer = await this.#socket.timeout(AnswerTimeout).emitWithAck(verb, body);
      if (answer?.error) {
        this.#on.refused(verb, answer.error.message);
        return false;
      }

      return true;
    } catch {
      // No answer: either the connection went, and restoring it repeats the verb, or the server is too busy to say.
      if (this.#socket.connected) {
        this.#on.refused(verb, "no answer from the server");
      }

      return false;
    }
  }

  async #fetchMembers(channel) {
    const roster = this.#channels.get(channel);
    const accept = roster?.begin();
    try {
      const response = await fetch(this.#members, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ channel }),
        signal: AbortSignal.timeout(AnswerTimeout),
      });
      const answer = await response.json();
      if (!response.ok || !Array.isArray(answer)) {
        throw new Error(answer?.errors?.[0]?.message ?? `status ${response.status}`);
      }

      accept?.(answer);
    } catch (error) {
      roster?.abandon();
      this.#on.refused("members", error.message);
    }

    this.#on.members(channel);
  }
}
