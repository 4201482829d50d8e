import { assert } from "../world.mjs";

scenario("join: others are told, the joiner only with echo", async (world) => {
  const [a] = await world.members(1);
  const b = await world.connect();
  const c = await world.connect();
  b.emit("join", { channel: world.channel });
  await a.expect(["channel:join", { channel: world.channel, message: { id: b.id } }]);
  c.emit("join", { channel: world.channel, echo: true });
  const joined = ["channel:join", { channel: world.channel, message: { id: c.id } }];
  await a.expect(joined);
  await b.expect(joined);
  await c.expect(joined);
});

scenario("join: twice is silent, even with echo", async (world) => {
  const [a, b] = await world.members(2);
  b.emit("join", { channel: world.channel, echo: true });
  await b.expectNothing(b, world.channel);
  await a.next();
});

scenario("leave: the rest are told, then the leaver with echo; not a member is silent", async (world) => {
  const [a, b] = await world.members(2);
  b.emit("leave", { channel: world.channel, echo: true });
  const left = ["channel:leave", { channel: world.channel, message: { id: b.id } }];
  await a.expect(left);
  await b.expect(left);
  b.emit("leave", { channel: world.channel, echo: true });
  await a.expectNothing(a, world.channel);
  assert.equal(b.received.length, 0);
});

scenario("update: every channel is told, the profile is replaced, null stays null", async (world) => {
  const [a, b] = await world.members(2);
  for (const data of [{ name: "B", age: 1 }, { name: "only" }, null, [1, "x"], "text"]) {
    b.emit("update", { data });
    await a.expect(["channel:update", { channel: world.channel, message: { id: b.id, data } }]);
  }

  b.emit("update", {});
  await a.expect(["channel:update", { channel: world.channel, message: { id: b.id } }]);
});

scenario("update: without channels nothing is sent, and joins carry the profile", async (world) => {
  const [a] = await world.members(1);
  const b = await world.connect();
  assert.deepStrictEqual(await b.ack("update", { data: { name: "B" }, echo: true }), { ok: true });
  b.emit("join", { channel: world.channel, echo: true });
  const joined = ["channel:join", { channel: world.channel, message: { id: b.id, data: { name: "B" } } }];
  await a.expect(joined);
  await b.expect(joined);
});

scenario("update: with echo the sender is told once per channel", async (world) => {
  const a = await world.connect();
  const channels = [1, 2, 3].map((number) => `${world.channel} ${number}`);
  for (const channel of channels) {
    await a.ack("join", { channel });
  }

  await a.ack("update", { data: 1, echo: true });
  const told = [await a.next(), await a.next(), await a.next()].map(([name, { channel, message }]) => {
    assert.equal(name, "channel:update");
    assert.deepStrictEqual(message, { id: a.id, data: 1 });
    return channel;
  });
  assert.deepStrictEqual(told.sort(), channels);
});

scenario("disconnect: others get one leave with the last profile", async (world) => {
  for (const end of [(client) => client.socket.disconnect(), (client) => client.socket.io.engine.close()]) {
    const channel = `${world.channel} ${end}`;
    const a = await world.connect();
    const b = await world.connect();
    await b.ack("update", { data: { name: "last" } });
    await a.ack("join", { channel });
    await b.ack("join", { channel });
    const id = b.id;
    await a.next();
    end(b);
    await a.expect(["channel:leave", { channel, message: { id, data: { name: "last" } } }]);
    await a.expectNothing(a, channel);
  }
});

scenario("names: any text is a channel, case and spelling count", async (world) => {
  const base = world.channel;
  for (const channel of ["a.b c/d%2F", "x".repeat(3000), "__proto__", "constructor", "é", "e\u0301", "\ud83d\ude00", "\ud800", "\"\\\n\u0001"].map((n) => base + n).concat("")) {
    const a = await world.connect();
    await a.ack("join", { channel });
    a.emit("leave", { channel, echo: true });
    await a.expect(["channel:leave", { channel, message: { id: a.id } }]);
  }

  const lower = await world.connect();
  await lower.ack("join", { channel: `${base}case` });
  await lower.ack("message", { channel: `${base}CASE`, eventName: "other", message: 1 });
  await lower.expectNothing(lower, `${base}case`);
});

scenario("names: numbers and booleans are their text; other kinds are refused", async (world) => {
  const a = await world.connect();
  for (const [channel, text] of [[42, "42"], [1.5, "1.5"], [true, "true"]]) {
    await a.ack("join", { channel });
    a.emit("message", { channel, eventName: "n", message: 1, echo: true });
    await a.expect(["n", { channel: text, message: 1 }]);
  }

  for (const channel of [{}, [], null, undefined]) {
    const answer = await a.ack("join", { channel });
    assert.equal(typeof answer.error.code, "string");
  }
});

scenario("user channels: a channel named like a user or environment gets nothing of theirs", async (world) => {
  const session = world.session({ envId: "signed", userId: `user-${world.env}`, key: "k" });
  const spy = await world.connect({ envId: "signed", session: world.session({ envId: "signed", userId: "spy", key: "k" }) });
  const user = await world.connect({ envId: "signed", session });
  const server = await world.server();
  for (const channel of [`user-${world.env}`, `signed.user-${world.env}`, "signed", user.id]) {
    await spy.ack("join", { channel });
  }

  await server.ack("user_event", { envId: "signed", userId: `user-${world.env}`, eventName: "user:signin", session: { token: "secret" }, user: { id: 1 } });
  await user.expect(["user:signin", "user:signin", { token: "secret" }, { id: 1 }]);
  await spy.expectNothing(spy, "signed");
});
