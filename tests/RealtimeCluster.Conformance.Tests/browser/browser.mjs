// Chromium as these tests drive it.
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

/** Starts the browser with a profile of its own, does something with it, and cleans up. */
export async function withBrowser(options, work) {
  const profileFolder = await mkdtemp(join(tmpdir(), "realtime-chromium-"));
  const browser = await chromium.launchPersistentContext(profileFolder, {
    executablePath: execFileSync("which", ["chromium"], { encoding: "utf8" }).trim(),
    headless: true,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ...options,
  });
  try {
    return await work(browser);
  } finally {
    await browser.close();
    await rm(profileFolder, { recursive: true, force: true });
  }
}
