'use strict';

const { randomUUID } = require('node:crypto');
const { setTimeout: pause } = require('node:timers/promises');
const { stringify, parse, toBytes } = require('./buffers.js');

// Marks signals that a call's deadline is part of, so that calls inside it do not begin another.
const DEADLINE = Symbol('deadline');
const PAGE_COUNT = 1000;
const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 1000;

/** An answer that is no success, or none at all. */
class RealtimeError extends Error {
  constructor(code, message, status, options) {
    super(message, options);
    this.name = 'RealtimeError';
    this.code = code;
    this.status = status;
  }
}

/** A server's way into one environment. See index.d.ts for what everything means. */
class Realtime {
  #urls;
  #next = 0;
  #token;
  #timeout;
  #attemptTimeout;
  #maxPending;
  #pending = 0;

  constructor({ url, environment, token, timeout = 10_000, attemptTimeout = 4_000, maxPending = 10_000 }) {
    const path = `/v1/environments/${encodeURIComponent(requireText(environment, 'environment'))}`;
    this.#urls = [url].flat().map((base) => new URL(base).href.replace(/\/+$/, '') + path);
    if (this.#urls.length === 0) {
      throw new TypeError('url needs the address of a gateway, or several.');
    }
    this.#token = requireText(token, 'token');
    this.#timeout = timeout;
    this.#attemptTimeout = attemptTimeout;
    this.#maxPending = maxPending;
  }

  async send(channel, event, message, options) {
    requireText(channel, 'channel');
    if (isInPaths(channel)) {
      return this.#post(`/channels/${encodeURIComponent(channel)}/events`, event, message, options);
    }
    const idempotencyKey = options?.idempotencyKey ?? randomUUID();
    const body = stringify({ events: [{ channel, eventName: requireText(event, 'event'), message, idempotencyKey }] });
    const [result] = (await this.#request('POST', '/batch', { ...body, signal: options?.signal })).results;
    if (result.error !== undefined) {
      throw new RealtimeError(result.error.code, result.error.detail ?? result.error.title, result.error.status);
    }
    return result;
  }

  async broadcast(event, message, options) {
    return this.#post('/broadcast', event, message, options);
  }

  async getMembers(channel, options) {
    requireText(channel, 'channel');
    if (!isInPaths(channel)) {
      throw new TypeError('The members of a channel with this name cannot be asked for by HTTP.');
    }
    const signal = this.#deadline(options?.signal);
    const path = `/channels/${encodeURIComponent(channel)}/members?count=${PAGE_COUNT}`;
    for (;;) {
      const members = await this.#readPages(path, signal);
      if (members !== undefined) {
        return [...members.values()];
      }
      // Too much changed between two pages, or the channel has another owner.
      this.#throwIfOver(signal);
    }
  }

  async #readPages(path, signal) {
    const members = new Map();
    let cursor = '';
    while (cursor !== null) {
      let page;
      try {
        page = await this.#request('GET', cursor === '' ? path : `${path}&cursor=${cursor}`, { signal });
      } catch (error) {
        if (error.code === 'cursor_expired') {
          return undefined;
        }
        throw error;
      }
      page.left.forEach((id) => members.delete(id));
      page.updated.forEach((member) => members.set(member.id, member));
      page.members.forEach((member) => members.set(member.id, member));
      cursor = page.cursor;
    }
    return members;
  }

  #post(path, event, message, options) {
    requireText(event, 'event');
    // The same key each time it is sent, so that it becomes one event however often that is.
    const idempotencyKey = options?.idempotencyKey ?? randomUUID();
    const bytes = event.isWellFormed() ? toBytes(message) : undefined;
    const isJson = bytes === undefined;
    return this.#request('POST', isJson ? path : `${path}?eventName=${encodeURIComponent(event)}`, {
      ...(isJson ? stringify({ eventName: event, message }) : { type: 'application/octet-stream', text: bytes }),
      idempotencyKey,
      signal: options?.signal,
    });
  }

  async #request(method, path, { type, text, idempotencyKey, signal: given }) {
    if (this.#pending >= this.#maxPending) {
      throw new RealtimeError('too_many_pending', `${this.#pending} calls wait for their answers already.`);
    }
    this.#pending++;
    try {
      const signal = this.#deadline(given);
      for (let attempt = 0; ; attempt++) {
        const { answer, failure } = await this.#attempt(method, path, type, text, idempotencyKey, signal);
        if (failure === undefined) {
          return answer;
        }
        this.#throwIfOver(signal, failure);
        await this.#pause(attempt, signal, failure);
      }
    } finally {
      this.#pending--;
    }
  }

  // No answer may mean that it was applied, which the key or a read makes harmless: it is tried again, at the next gateway.
  async #attempt(method, path, type, text, idempotencyKey, signal) {
    const url = this.#urls[this.#next % this.#urls.length] + path;
    const headers = { authorization: `Bearer ${this.#token}` };
    if (type !== undefined) {
      headers['content-type'] = type;
    }
    if (idempotencyKey !== undefined) {
      headers['idempotency-key'] = idempotencyKey;
    }
    let response;
    let body;
    try {
      response = await fetch(url, { method, headers, body: text, signal: AbortSignal.any([signal, AbortSignal.timeout(this.#attemptTimeout)]) });
      body = await response.text();
    } catch (error) {
      this.#next++;
      return { failure: new RealtimeError('no_answer', 'No gateway answered; what was sent may or may not have been applied.', undefined, { cause: error }) };
    }
    if (response.ok) {
      return { answer: body === '' ? undefined : parse(body) };
    }
    const problem = toProblem(response, body);
    if (![502, 503, 504].includes(response.status)) {
      throw problem;
    }
    this.#next++;
    return { failure: problem };
  }

  #deadline(signal) {
    if (signal?.[DEADLINE]) {
      return signal;
    }
    const deadline = AbortSignal.timeout(this.#timeout);
    return Object.assign(signal === undefined ? deadline : AbortSignal.any([deadline, signal]), { [DEADLINE]: true });
  }

  async #pause(attempt, signal, failure) {
    try {
      await pause(Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt) * (0.5 + Math.random() / 2), undefined, { signal });
    } catch {
      this.#throwIfOver(signal, failure);
    }
  }

  #throwIfOver(signal, failure) {
    if (signal.aborted) {
      throw signal.reason?.name === 'TimeoutError' && failure !== undefined ? failure : signal.reason;
    }
  }
}

function requireText(value, name) {
  if (typeof value !== 'string' || value.length === 0) {
    throw new TypeError(`${name} must be a text that is not empty.`);
  }
  return value;
}

// URLs have no place for these: dots are resolved, and half a pair of UTF-16 cannot be encoded.
function isInPaths(name) {
  return name !== '.' && name !== '..' && name.isWellFormed();
}

function toProblem(response, body) {
  try {
    const { code, title, detail } = JSON.parse(body);
    return new RealtimeError(code ?? 'unexpected_answer', detail ?? title ?? response.statusText, response.status);
  } catch {
    // A proxy's page.
    return new RealtimeError('unexpected_answer', `${response.status} ${response.statusText}`, response.status);
  }
}

module.exports = { Realtime, RealtimeError };
