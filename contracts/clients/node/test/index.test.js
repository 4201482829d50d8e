'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const http = require('node:http');
const { after, test } = require('node:test');
const { Realtime, RealtimeError } = require('../index.js');

const PLACE = { offset: 3, epoch: 'abc' };
const servers = [];

after(() => servers.forEach((server) => server.close()));

/** A gateway that answers each request with what `answer` says of it: [status, body], or nothing at all. */
async function startGateway(answer) {
  const requests = [];
  const server = http.createServer(async (request, response) => {
    const chunks = await collect(request);
    const seen = { method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(chunks) };
    requests.push(seen);
    const reply = answer(seen, requests.length);
    if (reply === undefined) {
      request.socket.destroy();
      return;
    }
    response.writeHead(reply[0], { 'content-type': reply[0] < 300 ? 'application/json' : 'application/problem+json' });
    response.end(JSON.stringify(reply[1]));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}`, requests };
}

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return chunks;
}

const connect = (url, options) => new Realtime({ url, environment: 'a b', token: 'secret', ...options });

test('send posts the event with the token and a key', async () => {
  const gateway = await startGateway(() => [200, PLACE]);

  const place = await connect(gateway.url).send('order/7 é', 'shipped', { a: [1, null], b: undefined });

  assert.deepEqual(place, PLACE);
  const [{ method, url, headers, body }] = gateway.requests;
  assert.deepEqual([method, url], ['POST', '/v1/environments/a%20b/channels/order%2F7%20%C3%A9/events']);
  assert.equal(headers.authorization, 'Bearer secret');
  assert.equal(headers['content-type'], 'application/json');
  assert.match(headers['idempotency-key'], /^[0-9a-f-]{36}$/);
  assert.equal(body.toString(), '{"eventName":"shipped","message":{"a":[1,null]}}');
});

test('a Buffer is the body, and one inside a message is written so that it becomes binary', async () => {
  const gateway = await startGateway(() => [200, PLACE]);
  const realtime = connect(gateway.url);

  await realtime.broadcast('é', Buffer.from([0, 255]));
  await realtime.broadcast('e', { label: Buffer.from('hi'), view: new Uint8Array([1, 2, 3]).subarray(1), raw: new Uint8Array([9]).buffer });

  assert.deepEqual([gateway.requests[0].url, gateway.requests[0].headers['content-type']], ['/v1/environments/a%20b/broadcast?eventName=%C3%A9', 'application/octet-stream']);
  assert.deepEqual(gateway.requests[0].body, Buffer.from([0, 255]));
  assert.equal(gateway.requests[1].headers['content-type'], 'application/vnd.realtime.buffers+json');
  assert.deepEqual(JSON.parse(gateway.requests[1].body).message, {
    label: { type: 'Buffer', data: 'aGk=' }, view: { type: 'Buffer', data: 'AgM=' }, raw: { type: 'Buffer', data: 'CQ==' },
  });
});

test('what only looks like a Buffer stays what it is', async () => {
  const gateway = await startGateway(() => [200, PLACE]);

  await connect(gateway.url).broadcast('e', { type: 'Buffer', data: [1] });

  assert.equal(gateway.requests[0].headers['content-type'], 'application/json');
});

test('no answer and 503 are tried again at the next gateway, with the same key', async () => {
  const dead = await startGateway(() => undefined);
  const busy = await startGateway((_, count) => (count === 1 ? [503, { code: 'no_answer', title: 'No answer.' }] : [200, PLACE]));

  const place = await connect([dead.url, busy.url]).send('c', 'e', 1);

  assert.deepEqual(place, PLACE);
  assert.deepEqual([dead.requests.length, busy.requests.length], [2, 2]);
  assert.equal(new Set([...dead.requests, ...busy.requests].map((request) => request.headers['idempotency-key'])).size, 1);
});

test('an error of the request is told at once', async () => {
  const gateway = await startGateway(() => [400, { code: 'reserved_event_name', title: 'This name cannot be used for an event.', status: 400 }]);

  await assert.rejects(connect(gateway.url).send('c', 'connect', 1), (error) => error instanceof RealtimeError
    && error.code === 'reserved_event_name' && error.status === 400 && error.message === 'This name cannot be used for an event.');
  assert.equal(gateway.requests.length, 1);
});

test('without an answer the call fails when its time is over', async () => {
  const dead = await startGateway(() => undefined);

  await assert.rejects(connect(dead.url, { timeout: 300 }).broadcast('e'), (error) => error instanceof RealtimeError && error.code === 'no_answer');
  assert.ok(dead.requests.length >= 2);
});

test('a signal ends the waiting with its own reason', async () => {
  const dead = await startGateway(() => undefined);
  const controller = new AbortController();
  const call = connect(dead.url).getMembers('c', { signal: controller.signal });
  const reason = new Error('enough');

  controller.abort(reason);

  await assert.rejects(call, (error) => error === reason);
});

test('a channel that no path can name goes by a batch', async () => {
  const gateway = await startGateway(() => [200, { results: [PLACE] }]);

  await connect(gateway.url).send('..', 'e', Buffer.from('x'), { idempotencyKey: 'k' });

  assert.equal(gateway.requests[0].url, '/v1/environments/a%20b/batch');
  assert.deepEqual(JSON.parse(gateway.requests[0].body), { events: [{ channel: '..', eventName: 'e', message: { type: 'Buffer', data: 'eA==' }, idempotencyKey: 'k' }] });
});

test('members are put together from pages, and read anew when a cursor expires', async () => {
  const page = (members, updated, left, cursor) => [200, { offset: 1, epoch: 'a', totalCount: 3, members, updated, left, cursor }];
  const answers = [
    page([{ id: 'x' }], [], [], 'one'),
    [410, { code: 'cursor_expired', title: 'Expired.', status: 410 }],
    page([{ id: 'a' }, { id: 'b', data: 1 }, { id: 'c' }], [], [], 'two'),
    page([{ id: 'd', data: { b: { type: 'Buffer', data: [7] } } }], [{ id: 'b', data: 2 }], ['a'], null),
  ];
  const gateway = await startGateway((_, count) => answers[count - 1]);

  const members = await connect(gateway.url).getMembers('room');

  assert.deepEqual(members, [{ id: 'b', data: 2 }, { id: 'c' }, { id: 'd', data: { b: Buffer.from([7]) } }]);
  assert.deepEqual(gateway.requests.map((request) => request.url.split('?')[1]), ['count=1000', 'count=1000&cursor=one', 'count=1000', 'count=1000&cursor=two']);
});

test('more calls than may wait fail at once', async () => {
  const gateway = await startGateway(() => [200, PLACE]);
  const realtime = connect(gateway.url, { maxPending: 1 });

  const first = realtime.broadcast('e');

  await assert.rejects(realtime.broadcast('e'), { code: 'too_many_pending' });
  await first;
});

test('arguments that are no texts are refused', async () => {
  const realtime = connect('http://127.0.0.1:1');

  await assert.rejects(realtime.send('', 'e'), TypeError);
  await assert.rejects(realtime.broadcast(7), TypeError);
  await assert.rejects(realtime.getMembers('..'), TypeError);
});
