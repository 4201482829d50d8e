// Prints the name of every scenario.
import { readdir } from "node:fs/promises";

const folder = new URL("./scenarios/", import.meta.url);
globalThis.scenario = (name) => console.log(name);
for (const file of (await readdir(folder)).sort()) {
  await import(new URL(file, folder));
}
