'use strict';

/** JSON in which binary parts stand as a Buffer writes itself, `{"type":"Buffer","data":…}`: the cluster makes attachments of them. */
const BUFFERS_TYPE = 'application/vnd.realtime.buffers+json';

/** The bytes of a Buffer, ArrayBuffer or view of one, without a copy; undefined for anything else. */
function toBytes(value) {
  if (ArrayBuffer.isView(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  return value instanceof ArrayBuffer || value instanceof SharedArrayBuffer ? Buffer.from(value) : undefined;
}

/**
 * Writes a body, with binary parts wherever they are in it.
 * @returns {{ type: string, text: string }} Plain JSON if there are none, so that nothing else in it is taken for one.
 */
function stringify(body) {
  let type = 'application/json';
  const text = JSON.stringify(body, function write(key, value) {
    // `value` is what toJSON made of a Buffer, an array of numbers; `this[key]` is still the Buffer.
    const bytes = toBytes(this[key]);
    if (bytes === undefined) {
      return value;
    }
    type = BUFFERS_TYPE;
    return { type: 'Buffer', data: bytes.toString('base64') };
  });
  return { type, text };
}

/** Reads an answer, in which binary parts of profiles stand as Buffers write themselves. */
function parse(text) {
  return JSON.parse(text, (key, value) => (isBuffer(value) ? Buffer.from(value.data) : value));
}

function isBuffer(value) {
  return value !== null && typeof value === 'object' && value.type === 'Buffer' && Array.isArray(value.data)
    && Object.keys(value).length === 2 && value.data.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255);
}

module.exports = { stringify, parse, toBytes };
