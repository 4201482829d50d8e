import dns from "node:dns";
import { createRequire } from "node:module";
import { assert, within, withoutPosition } from "../world.mjs";

const { createClient } = createRequire(import.meta.url)("altogic");

// The library makes the server's name from its base URL; here every such name is this machine.
const lookup = dns.lookup;
dns.lookup = (name, options, done) => {
  const target = name.endsWith(".realtime.test") ? "127.0.0.1" : name;
  return typeof options === "function" ? lookup(target, options) : lookup(target, options, done);
};

function open(world, options = {}) {
  const { port } = new URL(world.url);
  const client = createClient(`http://a.realtime.test:${port}/e:${world.env}`, "client-key", { realtime: { echoMessages: false, ...options } });
  const heard = [];
  const waiting = [];
  client.realtime.onAny((...args) => {
    heard.push(withoutPosition(args));
    waiting.splice(0).forEach((check) => check());
  });
  const next = () => within(new Promise((done) => {
    const check = () => (heard.length > 0 ? done(heard.shift()) : waiting.push(check));
    check();
  }), "an event at an altogic client");
  const connected = within(new Promise((done, fail) => {
    client.realtime.onConnect(done);
    client.realtime.onError((error) => fail(new Error(error.message)));
  }), "an altogic connection");
  return { realtime: client.realtime, next, connected };
}

scenario("altogic: join, profile, send, broadcast, getMembers and leave through its own API", async (world) => {
  const [a, b] = [open(world), open(world)];
  try {
    await Promise.all([a.connected, b.connected]);
    const id = b.realtime.getSocketId();
    a.realtime.join(world.channel, true);
    assert.equal((await a.next())[0], "channel:join");
    b.realtime.updateProfile({ name: "B" });
    b.realtime.join(world.channel);
    assert.deepStrictEqual(await a.next(), ["channel:join", { channel: world.channel, message: { id, data: { name: "B" } } }]);
    b.realtime.send(world.channel, "hi", { x: 1 });
    assert.deepStrictEqual(await a.next(), ["hi", { channel: world.channel, message: { x: 1 } }]);
    b.realtime.broadcast("all", "text");
    assert.deepStrictEqual(await a.next(), ["all", { channel: null, message: "text" }]);
    const { data, errors } = await a.realtime.getMembers(world.channel);
    assert.equal(errors, null);
    assert.deepStrictEqual(data[1], { id, data: { name: "B" } });
    b.realtime.updateProfile({ name: "C" });
    assert.deepStrictEqual(await a.next(), ["channel:update", { channel: world.channel, message: { id, data: { name: "C" } } }]);
    b.realtime.leave(world.channel);
    assert.deepStrictEqual(await a.next(), ["channel:leave", { channel: world.channel, message: { id, data: { name: "C" } } }]);
  } finally {
    a.realtime.close();
    b.realtime.close();
  }
});

scenario("altogic: after a reconnect profile and joins come again by themselves", async (world) => {
  const [watcher] = await world.members(1);
  const b = open(world, { reconnectionDelay: 50 });
  try {
    await b.connected;
    b.realtime.updateProfile({ name: "B" });
    b.realtime.join(world.channel);
    const [, { message: first }] = await watcher.next();
    b.realtime.close();
    await watcher.expect(["channel:leave", { channel: world.channel, message: first }]);
    const again = within(new Promise((done) => b.realtime.onConnect(done)), "a reconnection");
    b.realtime.open();
    await again;
    const joined = await watcher.next();
    assert.deepStrictEqual(joined, ["channel:join", { channel: world.channel, message: { id: b.realtime.getSocketId(), data: { name: "B" } } }]);
    assert.notEqual(joined[1].message.id, first.id);
  } finally {
    b.realtime.close();
  }
});
