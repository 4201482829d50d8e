// Real client libraries among the light ones: each reports what it sees as JSON lines.
// usage: node clients.mjs SETTINGS, where SETTINGS is JSON: {env, url, rate, clients: [{name, library, transports, firstId, channels}]}
// A library is altogic, or the package of a version of socket.io-client; without transports it uses its own, polling first.
// A line "start" on stdin begins the publishing, "stop" ends it; the end of stdin ends the process.
import dns from "node:dns";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { createClient } = require("altogic");
const settings = JSON.parse(process.argv[2]);
const report = (line) => process.stdout.write(JSON.stringify(line) + "\n");
const channelName = (channel) => `c${channel}`;
let publishing = false;

// altogic makes the server's name from its base URL; here every such name is this machine.
const lookup = dns.lookup;
dns.lookup = (name, options, done) => {
  const target = name.endsWith(".realtime.test") ? "127.0.0.1" : name;
  return typeof options === "function" ? lookup(target, options) : lookup(target, options, done);
};

const profileOf = ({ message: { data } }) => data && { number: data.n, fillingBytes: data.filling.length };

function seen(name, [event, body, offset]) {
  const channel = Number(String(body?.channel).slice(1));
  if (event === "m") {
    report({ type: "message", name, channel, id: body.message, offset });
  } else if (event === "channel:join" || event === "channel:leave") {
    report({ type: event === "channel:join" ? "join" : "leave", name, channel, member: body.message.id, profile: profileOf(body), offset });
  } else if (event === "channel:update") {
    report({ type: "update", name, channel, member: body.message.id, profile: profileOf(body), offset });
  } else if (event === "exception") {
    report({ type: "exception", name, channel: body.channel === undefined ? -1 : channel, code: String(body.code), offset });
  }
}

function startSocketIO({ name, library, transports, firstId, channels }) {
  // Without `retries`: a retry of this library has another ack id, so no server can tell it from a new message.
  const { io } = require(library);
  const socket = io(settings.url, { path: "/realtime/", ...(transports && { transports }), forceNew: true, auth: { envId: settings.env } });
  const joined = new Set();
  let sid = null;
  let id = firstId;
  let losses = 0;
  socket.on("connect", () => {
    if (socket.id !== sid) joined.clear();
    sid = socket.id;
    report({ type: "connect", name, sid });
    channels.filter((channel) => !joined.has(channel)).forEach(join);
  });
  // A join that was refused is tried again, unless another connection has begun to.
  function join(channel) {
    const joiner = sid;
    socket.timeout(20000).emit("join", { channel: channelName(channel), echo: false }, (error, answer) => {
      if (error || joined.has(channel)) return;
      if (answer.error) return void setTimeout(() => sid === joiner && socket.connected && join(channel), 1000);
      joined.add(channel);
      report({ type: "joined", name, sid, channel, offset: answer.offset, epoch: answer.epoch });
    });
  }
  socket.on("disconnect", (reason) => {
    losses++;
    report({ type: "lost", name, reason });
  });
  socket.on("connect_error", ({ message, data }) => {
    report({ type: "connect_error", name, message });
    // The library gives up when the server refuses; what is unavailable now can be had elsewhere or later.
    if (data?.code === "unavailable") setTimeout(() => socket.connect(), 1000);
  });
  socket.onAny((...args) => seen(name, args));
  return {
    publish() {
      if (!socket.connected || joined.size < channels.length) return false;
      const [channel, message, before] = [channels[id % channels.length], id++, losses];
      report({ type: "publish", name, channel, id: message });
      socket.timeout(20000).emit("message", { channel: channelName(channel), eventName: "m", message, echo: true }, (error, answer) => {
        if (error) report({ type: losses > before ? "unknown" : "unanswered", name, id: message });
        else report({ type: "ack", name, id: message, offset: answer.offset, epoch: answer.epoch, error: answer.error?.code });
      });
      return true;
    },
    end: () => socket.disconnect(),
  };
}

function startAltogic({ name, channels }) {
  const { port } = new URL(settings.url);
  const { realtime } = createClient(`http://a.realtime.test:${port}/e:${settings.env}`, "client-key", { realtime: { echoMessages: false, autoJoinChannels: true } });
  realtime.onConnect(() => report({ type: "connect", name, sid: realtime.getSocketId() }));
  realtime.onDisconnect((reason) => report({ type: "lost", name, reason }));
  realtime.onError((error) => report({ type: "connect_error", name, message: String(error?.message ?? error) }));
  realtime.onAny((...args) => seen(name, args));
  // It re-joins by itself, and asks for no answer.
  channels.forEach((channel) => realtime.join(channelName(channel)));
  return { publish: () => false, end: () => realtime.close() };
}

const clients = settings.clients.map((client) => (client.library === "altogic" ? startAltogic(client) : startSocketIO(client)));

// As many as are due, by clients that can: one that is cut off is passed over for another.
let due = 0;
let last = performance.now();
setInterval(() => {
  const now = performance.now();
  due += publishing ? ((now - last) / 1000) * settings.rate : 0;
  last = now;
  for (; due >= 1; due--) {
    for (let tries = 0; tries < 20 && !clients[Math.floor(Math.random() * clients.length)].publish(); tries++);
  }
}, 20);

createInterface({ input: process.stdin })
  .on("line", (line) => {
    publishing = line === "start";
  })
  .on("close", () => {
    clients.forEach(({ end }) => end());
    process.exit(0);
  });
