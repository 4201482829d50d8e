// Runs every scenario with one client library and transport against one or two gateways; one JSON line a scenario.
// usage: node run.mjs LIBRARY TRANSPORT TOKEN SECRET GATEWAY [GATEWAY]
import { readdir } from "node:fs/promises";
import { World } from "./world.mjs";

const [library, transport, token, secret, ...gateways] = process.argv.slice(2);
const folder = new URL("./scenarios/", import.meta.url);
const scenarios = [];
globalThis.scenario = (name, body) => scenarios.push({ name, body });
for (const file of (await readdir(folder)).sort()) {
  await import(new URL(file, folder));
}

const Concurrency = 6;
const queue = [...scenarios];
async function work() {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const world = new World({ library, transport, token, secret, gateways });
    const started = Date.now();
    let error = null;
    try {
      await next.body(world);
    } catch (caught) {
      error = caught.stack ?? String(caught);
    }

    world.close();
    console.log(JSON.stringify({ name: next.name, ok: error === null, error, ms: Date.now() - started }));
  }
}

await Promise.all(Array.from({ length: Concurrency }, work));
process.exit(0);
