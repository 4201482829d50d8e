import { assert } from "../world.mjs";

scenario("message: members get it, the sender only with echo, a stranger may send and never gets it", async (world) => {
  const [a, b] = await world.members(2);
  const stranger = await world.connect();
  a.emit("message", { channel: world.channel, eventName: "hi", message: { x: 1 } });
  await b.expect(["hi", { channel: world.channel, message: { x: 1 } }]);
  a.emit("message", { channel: world.channel, eventName: "hi", message: 2, echo: true });
  await a.expect(["hi", { channel: world.channel, message: 2 }]);
  await b.expect(["hi", { channel: world.channel, message: 2 }]);
  stranger.emit("message", { channel: world.channel, eventName: "hi", message: 3, echo: true });
  await a.expect(["hi", { channel: world.channel, message: 3 }]);
  assert.equal(stranger.received.length, 0);
});

for (const [echo, handshake, applies] of [
  [undefined, undefined, false], [undefined, true, true], [null, true, true], [null, undefined, false], [0, true, false], ["", true, false],
  [false, true, false], ["false", false, true], [1, false, true], [{}, false, true], [undefined, 0, false], [undefined, "no", true],
]) {
  scenario(`echo: ${JSON.stringify(echo)} with handshake ${JSON.stringify(handshake)} is ${applies}`, async (world) => {
    const a = await world.connect({ echoMessages: handshake });
    await a.ack("join", { channel: world.channel, echo: false });
    await a.ack("message", { channel: world.channel, eventName: "e", message: 1, echo });
    if (applies) {
      await a.expect(["e", { channel: world.channel, message: 1 }]);
    }

    await a.expectNothing(a, world.channel);
  });
}

scenario("broadcast: without a channel everybody of the environment gets it, and nobody else", async (world) => {
  const [a, b] = [await world.connect(), await world.connect()];
  const other = await world.connect({ envId: `${world.env}-other` });
  const master = await world.server();
  for (const channel of [undefined, null, "", 0, false]) {
    a.emit("message", { channel, eventName: "all", message: channel === undefined ? "none" : channel });
    await b.expect(["all", { channel: null, message: channel === undefined ? "none" : channel }]);
  }

  a.emit("message", { eventName: "all", message: "echo", echo: true });
  await a.expect(["all", { channel: null, message: "echo" }]);
  await b.expect(["all", { channel: null, message: "echo" }]);
  assert.equal(other.received.length + master.received.length, 0);
});

scenario("message: absent stays absent, null stays null", async (world) => {
  const [a, b] = await world.members(2);
  a.emit("message", { channel: world.channel, eventName: "e" });
  a.emit("message", { channel: world.channel, eventName: "e", message: null });
  await b.expect(["e", { channel: world.channel }], ["e", { channel: world.channel, message: null }]);
});

scenario("message: any event name but the reserved goes, numbers too", async (world) => {
  const [a, b] = await world.members(2);
  for (const eventName of ["", "channel:joined", "users:signin", "Exception", "ping", "\ud83d\ude00", "__proto__", 7]) {
    a.emit("message", { channel: world.channel, eventName, message: 1 });
    await b.expect([eventName, { channel: world.channel, message: 1 }]);
  }

  for (const eventName of ["channel:join", "channel:leave", "channel:update", "user:signin", "user:", "exception"]) {
    const answer = await a.ack("message", { channel: world.channel, eventName, message: 1 });
    assert.equal(answer.error.code, "reserved_event_name", eventName);
  }

  for (const eventName of ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener", null, undefined, {}, [], true]) {
    const answer = await a.ack("message", { channel: world.channel, eventName, message: 1 });
    assert.equal(typeof answer.error.code, "string", `${eventName}`);
  }

  await b.expectNothing(a, world.channel);
  assert.ok(a.socket.connected && b.socket.connected);
});

scenario("message: deep, large and binary values arrive as they are", async (world) => {
  const [a, b] = await world.members(2);
  let deep = 1;
  for (let level = 0; level < 500; level++) {
    deep = level % 2 ? [deep] : { d: deep };
  }

  const big = "é".repeat(2_500_000);
  const binary = { list: Array.from({ length: 9 }, (_, place) => Buffer.from([place, 255])), text: "x", empty: Buffer.alloc(0) };
  for (const message of [deep, big, binary, Buffer.from("top"), { _placeholder: true, num: 0 }]) {
    a.emit("message", { channel: world.channel, eventName: "value", message });
    await b.expect(["value", { channel: world.channel, message }]);
  }
});

scenario("message: each sender's order holds, text and binary, over every gateway", async (world) => {
  const members = await world.members(3);
  const count = 60;
  members.slice(1).forEach((sender, number) => {
    for (let i = 0; i < count; i++) {
      sender.emit("message", { channel: world.channel, eventName: "m", message: i % 3 ? { number, i } : { number, i, b: Buffer.from([i]) } });
    }
  });
  const seen = [[], []];
  for (let i = 0; i < 2 * count; i++) {
    const [, { message }] = await members[0].next();
    seen[message.number].push(message.i);
  }

  const inOrder = Array.from({ length: count }, (_, i) => i);
  assert.deepStrictEqual(seen, [inOrder, inOrder]);
});

scenario("acknowledgements: what was applied comes with its position, offsets are dense", async (world) => {
  const [a] = await world.members(1);
  const first = await a.ack("message", { channel: world.channel, eventName: "e", message: 1 });
  const second = await a.ack("message", { channel: world.channel, eventName: "e", message: 2 });
  const left = await a.ack("leave", { channel: world.channel });
  assert.equal(first.ok, true);
  assert.equal(typeof first.epoch, "string");
  assert.deepStrictEqual([second.offset - first.offset, left.offset - second.offset], [1, 1]);
  assert.deepStrictEqual([second.epoch, left.epoch], [first.epoch, first.epoch]);
});

scenario("errors: a refused event is told to its sender alone", async (world) => {
  const [a, b] = await world.members(2);
  a.emit("message", "not an object");
  const [name, error] = await a.next();
  assert.equal(name, "exception");
  assert.deepStrictEqual([error.code, error.event], ["invalid_payload", "message"]);
  for (const event of ["join", "leave", "update", "message"]) {
    for (const payload of [undefined, null, 1, "x", [], true]) {
      const answer = payload === undefined ? await a.ack(event) : await a.ack(event, payload);
      assert.equal(typeof answer.error.code, "string", `${event} ${payload}`);
    }
  }

  await b.expectNothing(a, world.channel);
});

scenario("errors: verbs of servers are not for clients, unknown events mean nothing", async (world) => {
  const a = await world.connect();
  for (const event of ["get_members", "send_message", "broadcast_message", "user_event"]) {
    const answer = await a.ack(event, { envId: "keyed", channel: "c", channelName: "c", eventName: "e", userId: "u" });
    assert.equal(answer.error.code, "not_allowed");
  }

  a.emit("nonsense", 1);
  const [name, error] = await a.next();
  assert.deepStrictEqual([name, error.code, error.event], ["exception", "unknown_event", "nonsense"]);
  assert.equal((await a.ack("nonsense")).error.code, "unknown_event");
});

scenario("limits: past the rate an event is refused with its message, later events too", async (world) => {
  const a = await world.connect({ envId: "limited", session: world.session({ envId: "limited", userId: world.channel, key: "k" }) });
  for (let i = 0; i < 5; i++) {
    assert.equal((await a.ack("message", { channel: world.channel, eventName: "e" })).ok, true);
  }

  const answer = await a.ack("message", { channel: world.channel, eventName: "e" });
  assert.deepStrictEqual(answer.error, { code: "rate_limit_exceeded", message: "Too fast." });
  assert.ok(a.socket.connected);
});

scenario("message: a thousand arrive in order, none lost and none twice, with binary among them", async (world) => {
  const [a, b] = await world.members(2);
  const count = 1000;
  for (let i = 0; i < count; i++) {
    const message = i % 100 === 0 ? { i, bytes: Buffer.alloc(5000, i / 100) } : { i };
    a.emit("message", { channel: world.channel, eventName: "n", message });
    if (i % 50 === 0) {
      // So that they take many requests, not one.
      await a.ack("message", { channel: `${world.channel} aside`, eventName: "x", message: i });
    }
  }

  for (let i = 0; i < count; i++) {
    const [name, { message }] = await b.next();
    assert.equal(name, "n");
    assert.equal(message.i, i);
    if (i % 100 === 0) {
      assert.deepStrictEqual(Buffer.from(message.bytes), Buffer.alloc(5000, i / 100));
    }
  }

  await b.expectNothing(a, world.channel);
});
