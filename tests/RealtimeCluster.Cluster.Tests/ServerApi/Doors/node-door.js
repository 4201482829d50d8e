'use strict';

// Makes the calls that stand on standard input, one a line: {environment, call, args}; answers {result} or {error: {kind}}.
const readline = require('node:readline');
const { Realtime } = require('../../../../contracts/clients/node');

const [token, ...url] = process.argv.slice(2);
const clients = new Map();

function clientOf(environment) {
  if (!clients.has(environment)) {
    clients.set(environment, new Realtime({ url, environment, token }));
  }
  return clients.get(environment);
}

// A backend has Buffers in its messages, and not what they are written as.
const revive = (key, value) => (value?.type === 'Buffer' && Array.isArray(value.data) ? Buffer.from(value.data) : value);

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { environment, call, args } = JSON.parse(line, revive);
    let answer;
    try {
      answer = { result: await clientOf(environment)[call](...args) };
    } catch (error) {
      answer = { error: { kind: error.code ?? error.name, message: error.message } };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

main();
