// Drives the admin page of a cluster of two silos and two gateways behind a balancer, while clients talk.
// usage: node admin.mjs BALANCER TOKEN SESSION_SECRET [SCREENSHOTS]
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { withBrowser } from "./browser.mjs";
import { connect, sessionOf, startLoad } from "./load.mjs";

const [balancer, token, secret, screenshots] = process.argv.slice(2);
const Deadline = 30_000;
const Environment = "shop";
const LoadCount = 60;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

function check(condition, what) {
  if (!condition) {
    throw new Error(`expected ${what}`);
  }
}

/** What `promise` gives, or an error that says what was expected. */
function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`expected ${what} within ${Deadline} ms`)), Deadline);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const once = (socket, event, what) => within(new Promise((done) => socket.once(event, (...args) => done(args))), what);

async function waitFor(page, test, argument, what) {
  await page.waitForFunction(test, argument).catch(async (error) => {
    throw new Error(`expected ${what}; the page says: ${(await page.innerText("body")).slice(0, 1_500)}`, { cause: error });
  });
}

const open = (page, part) => page.click(`#tabs a[href="#${part}"]`);

async function shoot(page, name, options) {
  if (screenshots) {
    await page.screenshot({ path: join(screenshots, `admin-${name}.png`), ...options });
  }
}

/** No reader is kept out: contrast, names and roles of what is shown now, in both colour schemes. */
async function checkAccess(page, part) {
  for (const colorScheme of ["dark", "light"]) {
    await page.emulateMedia({ colorScheme });
    const faults = await page.evaluate(async (source) => {
      globalThis.axe ?? (0, globalThis.eval)(source);
      const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).slice(0, 3).join("; ")}`);
    }, axe).catch((error) => [error.message]);
    check(faults.length === 0, `${part} in ${colorScheme} to be accessible, got ${faults.join("\n")}`);
  }
}

const load = startLoad(balancer, Environment, { count: LoadCount, rate: 40 });
const ada = connect(balancer, { envId: Environment, session: sessionOf(Environment, "ada", secret) });

async function signIn(page) {
  await page.goto(`${balancer}/admin/`);
  await page.waitForSelector("#sign-in:not([hidden])");
  await page.fill("#token", "not-a-server-token");
  await page.click("#sign-in button");
  await waitFor(page, () => document.querySelector("#sign-in-fault").textContent === "This is no server token.", null, "a wrong token to be refused");
  await checkAccess(page, "sign-in");
  await page.fill("#token", token);
  await page.click("#sign-in button");
  await waitFor(page, () => document.body.dataset.signedIn === "yes", null, "a right token to be taken");
  check(await page.inputValue("#token") === "", "the token not to stay in the page");
  const [cookie] = await page.context().cookies();
  check(cookie.httpOnly && cookie.sameSite === "Strict" && cookie.path === "/admin", `a guarded cookie, got ${JSON.stringify(cookie)}`);
}

async function seeCluster(page) {
  const seen = (band) => page.$$eval(`.band-${band} .node`, (nodes) => nodes.map((node) => node.dataset.state));
  await waitFor(page, () => document.querySelectorAll('.node[data-state="active"]').length === 4, null, "four active nodes");
  check((await seen("gateways")).length === 2 && (await seen("silos")).length === 2, "two gateways and two silos");

  const value = (chart, line) => page.innerText(`#charts .chart:nth-child(${chart}) .legend li:nth-child(${line}) strong`);
  const expected = String(LoadCount + 1);
  await waitFor(page, (count) => document.querySelector("#charts .chart .legend strong").textContent === count, expected, `${expected} connections`);
  await waitFor(page, () => Number(document.querySelector("#charts .chart:nth-child(2) .legend strong").textContent) >= 4, null, "the channels of the clients");
  await waitFor(page, () => {
    const values = [...document.querySelectorAll("#charts .chart:nth-child(3) .legend strong")].map((node) => parseFloat(node.textContent.replace(",", "")));
    return values[0] > 5 && values[1] > 50;
  }, null, "messages in and out");
  await waitFor(page, () => / ms$/.test(document.querySelector("#charts .chart:nth-child(4) .legend strong").textContent), null, "a latency");

  // The lines move: a second later they are drawn anew.
  const line = () => page.getAttribute("#charts .chart:nth-child(3) path.line.line-1", "d");
  const before = await line();
  await waitFor(page, (old) => document.querySelector("#charts .chart:nth-child(3) path.line.line-1").getAttribute("d") !== old, before, "the line of messages to move");
  check(await value(1, 1) === expected, "the number of connections to stay");
  await checkAccess(page, "the cluster");
}

async function followChannel(page) {
  await open(page, "channel");
  await page.fill("#follow-environment", Environment);
  await page.fill("#follow-name", "engines");
  await page.click("#follow-go");
  await waitFor(page, (count) => document.querySelector("#member-count").textContent === count, String(LoadCount / 4), "the members of a channel");
  check((await page.$$("#members li")).length === LoadCount / 4, "every member in the list");
  await waitFor(page, () => document.querySelector("#events .event-message code")?.textContent.includes('"text"'), null, "messages of the channel");
  const newest = Number(await page.getAttribute("#events li:first-child", "data-offset"));
  await waitFor(page, (offset) => Number(document.querySelector("#events li:first-child").dataset.offset) > offset + 20, newest, "later messages to follow");
  const offsets = await page.$$eval("#events li", (items) => items.map((item) => Number(item.dataset.offset)));
  check(offsets.every((offset, index) => index === 0 || offset === offsets[index - 1] - 1), `every event once and in order, got ${offsets}`);

  // Somebody comes and goes.
  ada.emit("join", { channel: "engines" });
  await waitFor(page, (count) => document.querySelector("#member-count").textContent === count, String(LoadCount / 4 + 1), "a member that joins");
  await waitFor(page, (id) => [...document.querySelectorAll("#members button")].some((button) => button.textContent === id), ada.id, "the id of the member that joined");
  await checkAccess(page, "a channel");
  await shoot(page, "channel");
}

async function findConnection(page) {
  await open(page, "connections");
  await page.fill("#find-environment", Environment);
  await page.fill("#find-user", "ada");
  await page.click("#find button");
  await page.waitForSelector(`[data-connection="${ada.id}"]`);
  check((await page.$$("#found > li")).length === 1, "one connection of the user");
  await page.fill("#find-id", ada.id);
  await page.click("#find button");
  await waitFor(page, () => document.querySelector("#find-state").textContent === "One connection.", null, "the connection by its id");
  check((await page.innerText(`[data-connection="${ada.id}"]`)).includes("engines"), "the channels of the connection");
  await page.fill("#find-id", "");
  await page.fill("#find-user", "");
  await page.click("#find button");
  await waitFor(page, () => document.querySelector("#find-state").textContent === "50 connections, and more.", null, "the first fifty");
  await checkAccess(page, "connections");
  await shoot(page, "connections");
}

async function sendMessages(page) {
  const targets = [["channel", "engines", "engines"], ["user", "ada", null], ["connection", ada.id, null], ["everyone", null, null]];
  await open(page, "send");
  await page.fill("#send-environment", Environment);
  for (const [target, name, channel] of targets) {
    const received = once(ada, `test-${target}`, `a test message to ${target}`);
    await page.check(`input[name="target"][value="${target}"]`);
    if (name) {
      await page.fill("#send-name", name);
    }

    await page.fill("#send-event", `test-${target}`);
    await page.fill("#send-message", '{ "to": "Ada", "number": 1.50 }');
    await page.click('#send-form button[type="submit"]');
    await waitFor(page, () => document.querySelector("#send-state").textContent.startsWith("Sent"), null, `a message to ${target} to be sent`);
    const [{ channel: from, message }] = await received;
    check(from === channel && message.to === "Ada" && message.number === 1.5, `the message as it was sent, got ${JSON.stringify(message)} of ${from}`);
  }

  await page.fill("#send-message", "{ not JSON");
  await page.click('#send-form button[type="submit"]');
  await waitFor(page, () => document.querySelector("#send-state").textContent.startsWith("The message is no JSON"), null, "a faulty message to be refused");
  await checkAccess(page, "send");
  await shoot(page, "send");
}

async function disconnect(page) {
  await open(page, "connections");
  await page.fill("#find-id", ada.id);
  await page.click("#find button");
  const item = `[data-connection="${ada.id}"]`;
  await page.waitForSelector(item);
  const told = once(ada, "exception", "to be told why");
  const ended = once(ada, "disconnect", "to be disconnected");
  await page.click(`${item} .disconnect`);
  await page.click("#confirm-yes");
  check((await told)[0].code === "disconnected_by_server", "the code of a disconnect by a server");
  check((await ended)[0] === "io server disconnect", "a disconnect by the server");
  await waitFor(page, (id) => document.querySelector(`[data-connection="${id}"]`).textContent.includes("Disconnected."), item.slice(18, -2), "the page to say so");
  check(!ada.active, "a client that does not come back by itself");
}

async function drain(page) {
  await open(page, "cluster");
  const victim = await page.getAttribute(".band-gateways .node", "data-node");
  const card = `.node[data-node="${victim}"]`;
  const resumed = load.sockets.map((socket) => new Promise((done) => socket.io.engine.once("close", () => socket.once("connect", () => done(socket.recovered)))));
  await page.click(`${card} .drain`);
  await waitFor(page, () => document.querySelector("#confirm").open, null, "to be asked whether it is meant");
  await checkAccess(page, "the question");
  await page.click('#confirm button[value="no"]');
  check(await page.getAttribute(card, "data-state") === "active", "nothing to happen when it is not meant");
  await page.click(`${card} .drain`);
  await page.click("#confirm-yes");
  await waitFor(page, (selector) => document.querySelector(selector).dataset.state === "draining", card, "the gateway to drain");
  await shoot(page, "drain");
  await waitFor(page, (selector) => [...document.querySelectorAll(`${selector} .facts div`)].find((fact) => fact.firstChild.textContent === "Connections").lastChild.textContent === "0",
    card, "the gateway to be empty");
  await waitFor(page, (count) => document.querySelector("#charts .chart .legend strong").textContent === count, String(LoadCount), "all clients on the other gateway");
  check(await within(Promise.any(resumed), "a client to come back"), "a client that resumed without having missed anything");
  check(await page.isDisabled(`${card} .drain`), "no second drain");

  await page.click(`${card} .stop`);
  await page.click("#confirm-yes");
  await waitFor(page, (selector) => document.querySelector(selector)?.dataset.state === "gone", card, "the node to stop and leave the cluster");
  check(await page.$$eval(".band-gateways .node", (nodes) => nodes.length) === 1, "one gateway left");
}

async function hide(page, browser) {
  // A page that nobody sees asks nothing.
  let requests = 0;
  page.on("request", () => { requests++; });
  const other = await browser.newPage();
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { value: true, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  requests = 0;
  await other.waitForTimeout(2_500);
  check(requests === 0, `a hidden page to ask nothing, got ${requests} requests`);
  const next = page.waitForRequest(/api\/cluster/);
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { value: false, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await next;
  await other.close();
}

async function signOut(page) {
  await page.click("#sign-out");
  await page.waitForSelector("#sign-in:not([hidden])");
  await waitFor(page, () => document.body.dataset.signedIn === "no", null, "to be signed out");
  await page.reload();
  await page.waitForSelector("#sign-in:not([hidden])");
}

try {
  await Promise.all([...load.sockets, ada].map((socket) => within(new Promise((done) => (socket.connected ? done() : socket.once("connect", done))), "every client to connect")));
  await withBrowser({ viewport: { width: 1280, height: 860 } }, async (browser) => {
    browser.setDefaultTimeout(Deadline);
    const page = await browser.newPage();
    const faults = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      // The status of refused requests is told by the browser itself; those are asked for here.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
        faults.push(message.text());
      }
    });
    page.on("request", (request) => {
      if (request.url().includes(token) || !request.url().startsWith(balancer)) {
        faults.push(`a request to ${request.url()}`);
      }
    });

    await signIn(page);
    await seeCluster(page);
    if (screenshots) {
      // Lines of some length.
      await page.waitForTimeout(60_000);
      await shoot(page, "cluster");
      await page.emulateMedia({ colorScheme: "dark" });
      await shoot(page, "cluster-dark");
      await page.emulateMedia({ colorScheme: "light" });
      await page.setViewportSize({ width: 390, height: 844 });
      await shoot(page, "phone");
      await page.setViewportSize({ width: 1280, height: 860 });
    }

    await page.setViewportSize({ width: 390, height: 844 });
    check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "a page that fits on a phone");
    await page.setViewportSize({ width: 1280, height: 860 });
    await followChannel(page);
    await findConnection(page);
    await sendMessages(page);
    await disconnect(page);
    await hide(page, browser);
    await drain(page);
    await signOut(page);
    check(faults.length === 0, `no errors, got ${faults.join("\n")}`);
  });
  console.log(JSON.stringify({ ok: true }));
} finally {
  ada.disconnect();
  load.stop();
}
