// Drives the chat page in a real browser: two people on two gateways.
// usage: node chat.mjs GATEWAY GATEWAY WWWROOT [SCREENSHOT]
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { withBrowser } from "./browser.mjs";

const [firstGateway, secondGateway, wwwroot, screenshot] = process.argv.slice(2);
const Deadline = 20_000;
const Types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

function check(condition, what) {
  if (!condition) {
    throw new Error(`expected ${what}`);
  }
}

async function servePage() {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname.replace(/\/$/, "/index.html"));
    try {
      const body = await readFile(join(wwwroot, path));
      response.writeHead(200, { "content-type": Types[extname(path)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

async function signIn(context, page, { name, colour, gateway }) {
  const query = new URLSearchParams({ name, colour, gateway, environment: "browser" });
  await page.goto(`${context.base}/?${query}`);
  await page.click("#connect");
  await page.waitForSelector('#state[data-state="online"]');
}

async function joinChannel(page, channel) {
  await page.fill("#channel", channel);
  await page.click("#join button");
}

const memberNames = (page) => page.$$eval("#members .name", (nodes) => nodes.map((node) => node.textContent));

async function waitForMembers(page, ...names) {
  await page.waitForFunction(
    (expected) => JSON.stringify([...document.querySelectorAll("#members .name")].map((node) => node.textContent).sort()) === expected,
    JSON.stringify([...names].sort()),
  ).catch(async () => check(false, `members ${names}, got ${await memberNames(page)}`));
}

async function say(page, text) {
  await page.fill("#text", text);
  await page.click("#send button");
}

const waitForMessage = (page, text) => page.waitForFunction(
  (expected) => [...document.querySelectorAll("#messages .body")].some((node) => node.textContent === expected),
  text,
).catch(() => check(false, `the message "${text}"`));

const server = await servePage();
try {
  await withBrowser({ viewport: { width: 900, height: 620 } }, async (browser) => {
    browser.setDefaultTimeout(Deadline);
    const context = { base: `http://127.0.0.1:${server.address().port}` };
    const [ada, alan] = [await browser.newPage(), await browser.newPage()];
    const faults = [];
    for (const page of [ada, alan]) {
      page.on("pageerror", (error) => faults.push(error.message));
    }

    await signIn(context, ada, { name: "Ada", colour: "#c2185b", gateway: firstGateway });
    await signIn(context, alan, { name: "Alan", colour: "#00796b", gateway: secondGateway });
    await joinChannel(ada, "engines");
    await waitForMembers(ada, "Ada");
    await joinChannel(alan, "engines");
    await waitForMembers(ada, "Ada", "Alan");
    await waitForMembers(alan, "Ada", "Alan");

    await say(ada, "Does the engine weave algebraic patterns?");
    await waitForMessage(alan, "Does the engine weave algebraic patterns?");
    await waitForMessage(ada, "Does the engine weave algebraic patterns?");
    await say(alan, "Just as the loom weaves <b>flowers</b> & leaves.");
    await waitForMessage(ada, "Just as the loom weaves <b>flowers</b> & leaves.");

    await alan.fill("#profile-name", "Alan T.");
    await alan.click("#profile button");
    await waitForMembers(ada, "Ada", "Alan T.");

    await ada.click('#channels button:has-text("Everyone")');
    await alan.click('#channels button:has-text("Everyone")');
    await say(alan, "Hello, everyone.");
    await waitForMessage(ada, "Hello, everyone.");

    await ada.click('#channels button:has-text("engines")');
    await alan.click('#channels button:has-text("engines")');
    if (screenshot) {
      await ada.screenshot({ path: screenshot });
    }

    await alan.click("#leave");
    await waitForMembers(ada, "Ada");
    await joinChannel(alan, "engines");
    await waitForMembers(ada, "Ada", "Alan T.");
    await alan.close();
    await waitForMembers(ada, "Ada");
    check(faults.length === 0, `no script errors, got ${faults}`);
    console.log(JSON.stringify({ ok: true }));
  });
} finally {
  server.close();
}
