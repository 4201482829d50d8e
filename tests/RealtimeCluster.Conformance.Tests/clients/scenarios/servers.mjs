import { assert } from "../world.mjs";

scenario("server: sends to a channel, broadcasts, and is no member of anything", async (world) => {
  const [a, b] = await world.members(2);
  const server = await world.server();
  await server.ack("send_message", { envId: world.env, channelName: world.channel, eventName: "news", message: { b: Buffer.from("x") } });
  const news = ["news", { channel: world.channel, message: { b: Buffer.from("x") } }];
  await a.expect(news);
  await b.expect(news);
  server.emit("broadcast_message", { envId: world.env, eventName: "all", message: 1 });
  await a.expect(["all", { channel: null, message: 1 }]);
  await b.expect(["all", { channel: null, message: 1 }]);
  assert.equal(server.received.length, 0);
});

scenario("server: a wrong token is an ordinary client", async (world) => {
  const error = await world.refused({ accessToken: "wrong" });
  assert.deepStrictEqual([error.data.code, error.data.details], ["no_environment_found", { reason: "access_token" }]);
});

scenario("server: user events have three arguments and reach every connection of the user", async (world) => {
  const userId = `user-${world.env}`;
  const session = world.session({ envId: "signed", userId, key: "k" });
  const [one, two] = [await world.connect({ envId: "signed", session }), await world.connect({ envId: "signed", session })];
  const server = await world.server();
  server.emit("user_event", { envId: "signed", userId, eventName: "user:signin", session: { key: 1 }, user: { name: "U" } });
  server.emit("user_event", { envId: "signed", userId, eventName: "user:signout" });
  for (const client of [one, two]) {
    await client.expect(["user:signin", "user:signin", { key: 1 }, { name: "U" }], ["user:signout", "user:signout", null, null]);
  }
});

scenario("get_members: every member with its profile, binary too; empty when nobody is there", async (world) => {
  const server = await world.server();
  assert.deepStrictEqual(await server.ack("get_members", { envId: world.env, channel: world.channel }), []);
  const [a, b, c] = await world.members(3);
  await a.ack("update", { data: { picture: Buffer.from([1, 2]), n: 1 } });
  await b.ack("update", { data: { _placeholder: true, num: 5 } });
  const list = await server.ack("get_members", { envId: world.env, channel: world.channel });
  assert.deepStrictEqual(list.map(({ id }) => id), [a.id, b.id, c.id]);
  assert.deepStrictEqual(list[0], { id: a.id, data: { picture: Buffer.from([1, 2]), n: 1 } });
  assert.deepStrictEqual(Object.keys(list[2]), ["id"]);
});

scenario("get_members: who asks for the position can tell which events come after the list", async (world) => {
  const server = await world.server();
  const [a, b] = await world.members(2);
  const before = await server.ack("get_members", { envId: world.env, channel: world.channel, position: true });
  assert.deepStrictEqual(before.members.map(({ id }) => id), [a.id, b.id]);
  const left = await b.ack("leave", { channel: world.channel });
  const after = await server.ack("get_members", { envId: world.env, channel: world.channel, position: true });
  assert.deepStrictEqual(after.members.map(({ id }) => id), [a.id]);
  assert.deepStrictEqual([after.offset, after.epoch], [left.offset, left.epoch]);
  assert.ok(before.offset < after.offset && before.epoch === after.epoch);
});

scenario("get_members: without an acknowledgement nothing happens to anybody", async (world) => {
  const server = await world.server();
  server.emit("get_members", { envId: world.env, channel: world.channel });
  server.emit("get_members");
  server.emit("send_message");
  assert.deepStrictEqual(await server.ack("get_members", { envId: world.env, channel: world.channel }), []);
});

scenario("rest: get-members answers a bare list under all its paths", async (world) => {
  const [a] = await world.members(1);
  await a.ack("update", { data: { name: "A", picture: Buffer.from([7]) } });
  const expected = [{ id: a.id, data: { name: "A", picture: { type: "Buffer", data: [7] } } }];
  for (const path of [`/${world.env}/agnost/realtime/get-members`, `/e:${world.env}/_api/rest/v1/realtime/get-members`]) {
    const answer = await world.post(path, { channel: ` ${world.channel} ` });
    assert.equal(answer.status, 200);
    assert.deepStrictEqual(await answer.json(), expected);
  }
});

scenario("rest: get-members tells its errors as the engine's clients expect them", async (world) => {
  const path = "/keyed/agnost/realtime/get-members";
  const code = async (answer) => [answer.status, (await answer.json()).errors?.[0]?.code];
  assert.deepStrictEqual(await code(await world.post(path, { channel: "c" })), [401, "missing_api_key"]);
  assert.deepStrictEqual(await code(await world.post(path, { channel: "c" }, { authorization: "nope" })), [401, "invalid_api_key"]);
  assert.deepStrictEqual(await code(await world.post(path, { channel: "c" }, { authorization: "old-key" })), [403, "expired_api_key"]);
  const invalid = await world.post(path, { channel: "  " }, { authorization: "good-key" });
  assert.equal(invalid.status, 400);
  assert.equal((await invalid.json()).code, "validation_error");
  assert.equal((await world.post(path, { channel: "c" }, { authorization: "good-key" })).status, 200);
  assert.equal((await world.post(`${path}?apikey=good-key`, { channel: "c" })).status, 200);
});

scenario("http: the probes answer, other paths do not", async (world) => {
  const text = async (path) => (await fetch(new URL(path, world.url))).text();
  assert.match(await text("/health"), /^\d{4}-\d\d-\d\dT.* - Healthy realtime server/);
  assert.match(await text("/ping"), /^\d{4}-\d\d-\d\dT.* - Pong!$/);
  assert.equal((await fetch(new URL("/nothing/here", world.url))).status, 404);
});
