import { assert } from "../world.mjs";

const refusal = (title, code, message, reason) => ({
  message: `Realtime Connection Error - ${title}`,
  data: { origin: "client_error", code, message, ...(reason && { details: { reason } }) },
});

async function expectRefusal(world, auth, title, code, { reason, ...options } = {}) {
  const error = await world.refused(auth, options);
  assert.deepStrictEqual(error, refusal(title, code, error.data.message, reason));
  assert.ok(error.data.message.length > 0);
}

for (const path of ["/realtime/", "/realtime/realtime/", "/socket.io/"]) {
  scenario(`connect: path ${path} is served`, async (world) => {
    const client = await world.connect({}, { path });
    assert.match(client.id, /^[A-Za-z0-9_-]{20}$/);
    assert.notEqual(client.id, client.socket.io.engine.id);
  });
}

scenario("connect: the handshake announces the engine's settings", async (world) => {
  const text = await (await fetch(new URL("/realtime/?EIO=4&transport=polling", world.url))).text();
  const { sid, ...rest } = JSON.parse(text.slice(1));
  assert.match(sid, /^[A-Za-z0-9_-]{20}$/);
  assert.deepStrictEqual(rest, { upgrades: ["websocket"], pingInterval: 10000, pingTimeout: 30000, maxPayload: 100000000 });
});

scenario("connect: protocol 3, an unknown transport and an unknown session are refused", async (world) => {
  const get = async (query) => {
    const answer = await fetch(new URL(`/realtime/?${query}`, world.url));
    return [answer.status, await answer.json()];
  };
  assert.deepStrictEqual(await get("EIO=3&transport=polling"), [400, { code: 5, message: "Unsupported protocol version" }]);
  assert.deepStrictEqual(await get("EIO=4&transport=smoke"), [400, { code: 0, message: "Transport unknown" }]);
  assert.deepStrictEqual(await get("EIO=4&transport=polling&sid=nobody"), [400, { code: 1, message: "Session ID unknown" }]);
  assert.equal((await fetch(new URL("/realtime?EIO=4&transport=polling", world.url))).status, 404);
});

scenario("connect: no environment", (world) => expectRefusal(world, {}, "No Environment Found", "no_environment_found"));
scenario("connect: suspended", (world) => expectRefusal(world, { envId: "suspended" }, "Suspended Environment", "suspended_environment"));
scenario("connect: disabled", (world) => expectRefusal(world, { envId: "disabled" }, "Realtime Disabled", "realtime_not_allowed"));
scenario("connect: missing key", (world) => expectRefusal(world, { envId: "keyed" }, "Missing API Key", "missing_api_key"));
scenario("connect: wrong key", (world) => expectRefusal(world, { envId: "keyed", apiKey: "nope" }, "Invalid API Key", "invalid_api_key"));
scenario("connect: a key that is a number is wrong and hurts nobody", (world) =>
  expectRefusal(world, { envId: "keyed", apiKey: 7 }, "Invalid API Key", "invalid_api_key"));
scenario("connect: key without realtime", (world) =>
  expectRefusal(world, { envId: "keyed", apiKey: "no-realtime-key" }, "Unauthorized API Key", "unauthorizez_api_key"));
scenario("connect: expired key", (world) => expectRefusal(world, { envId: "keyed", apiKey: "old-key" }, "Expired API Key", "expired_api_key"));
scenario("connect: key bound to domains, no origin", (world) =>
  expectRefusal(world, { envId: "keyed", apiKey: "origin-key" }, "Origin Domain Not Found", "missing_request_origin"));
scenario("connect: key bound to domains, wrong origin", (world) =>
  expectRefusal(world, { envId: "keyed", apiKey: "origin-key" }, "Origin Domain Not Authorized", "domain_not_authorized", {
    io: { extraHeaders: { origin: "https://evil.example.com" } },
  }));
scenario("connect: key bound to domains, exact and wildcard origin", async (world) => {
  for (const origin of ["https://app.example.com", "https://a.b.wild.example.com"]) {
    await world.connect({ envId: "keyed", apiKey: "origin-key" }, { io: { extraHeaders: { origin } } });
  }
});
scenario("connect: key bound to addresses, wrong address", (world) =>
  expectRefusal(world, { envId: "keyed", apiKey: "far-key" }, "IP Address Not Authorized", "ip_not_authorized"));
scenario("connect: key bound to addresses, right address; both spellings", async (world) => {
  await world.connect({ envId: "keyed", apiKey: "local-key" });
  await world.connect({ envId: undefined, subdomain: "keyed", clientKey: "local-key" });
});
scenario("connect: missing session", (world) => expectRefusal(world, { envId: "signed" }, "Missing Session Token", "missing_session_token"));
scenario("connect: bad session", async (world) => {
  await expectRefusal(world, { envId: "signed", session: "x.y.z" }, "Invalid Session Token", "invalid_session_token", { reason: "malformed" });
  const other = world.session({ envId: "other", userId: "u", key: "k" });
  await expectRefusal(world, { envId: "signed", session: other }, "Invalid Session Token", "invalid_session_token", { reason: "other_environment" });
});
scenario("connect: good session; both spellings", async (world) => {
  const session = world.session({ envId: "signed", userId: "u", key: "k" });
  await world.connect({ envId: "signed", session });
  await world.connect({ envId: "signed", Session: session });
});
scenario("connect: a bad session does not matter where none is required", (world) => world.connect({ session: "nonsense" }));
scenario("connect: after a refusal the same transport may try again", async (world) => {
  const socket = world.socket({ envId: "keyed", apiKey: "nope" });
  await new Promise((done) => socket.on("connect_error", done));
  socket.auth = { envId: "keyed", apiKey: "good-key" };
  const connected = new Promise((done) => socket.on("connect", done));
  socket.connect();
  await connected;
});
