import { call, onSignedOut } from "./api.js";
import { ChannelView } from "./channel.js";
import { ClusterView } from "./cluster.js";
import { ConnectionsView } from "./connections.js";
import { $, element, setText } from "./elements.js";
import { SendView } from "./send.js";

const Parts = ["cluster", "channel", "connections", "send"];

const cluster = new ClusterView(showState);
const channel = new ChannelView((id) => {
  location.hash = "connections";
  connections.find(id);
});
const connections = new ConnectionsView({
  addressOf: (gateway) => cluster.addressOf(gateway),
  onMessage({ id, environment }) {
    location.hash = "send";
    send.aim("connection", environment, id);
  },
  onChannel(environment, name) {
    $("follow-environment").value = environment;
    $("follow-name").value = name;
    location.hash = "channel";
    channel.follow(environment, name);
  },
});
const send = new SendView();
let isSignedIn = false;

function showState(state, text) {
  $("state").dataset.state = state;
  setText($("state"), text);
}

function note(text) {
  $("notice").hidden = !text;
  setText($("notice"), text);
}

function showPart() {
  const wanted = location.hash.slice(1);
  const part = Parts.includes(wanted) ? wanted : Parts[0];
  Parts.forEach((name) => { $(name).hidden = !isSignedIn || name !== part; });
  $("tabs").querySelectorAll("a").forEach((link) => {
    if (link.hash === `#${part}`) {
      link.setAttribute("aria-current", "page");
    } else {
      link.removeAttribute("aria-current");
    }
  });

  // What is not looked at is not asked for, but for the nodes, whose lines would have holes.
  channel.stop();
  if (isSignedIn && part === "channel") {
    channel.start();
  }
}

function enter({ environments, isOpen, hasDashboard }) {
  isSignedIn = true;
  document.body.dataset.signedIn = "yes";
  $("sign-in").hidden = true;
  $("tabs").hidden = false;
  $("sign-out").hidden = false;
  $("dashboard").hidden = !hasDashboard;
  $("environments").replaceChildren(...environments.map((id) => element("option", { value: id })));
  document.querySelectorAll("input.environment[required]").forEach((input) => {
    input.value ||= environments.length === 1 && !isOpen ? environments[0] : "";
  });
  note(globalThis.isSecureContext ? "" : "This page came unencrypted: whoever can read along may use what you see and sign in as you.");
  showPart();
  cluster.start();
}

function leave() {
  isSignedIn = false;
  document.body.dataset.signedIn = "no";
  cluster.stop();
  $("tabs").hidden = true;
  $("sign-out").hidden = true;
  $("sign-in").hidden = false;
  showState("idle", "");
  showPart();
  $("token").focus();
}

$("sign-in").addEventListener("submit", async (submit) => {
  submit.preventDefault();
  const token = $("token").value;
  setText($("sign-in-fault"), "");
  try {
    const session = await call("POST", "session", { body: JSON.stringify({ token }) });
    $("token").value = "";
    enter(session);
  } catch (problem) {
    const texts = { unauthorized: "This is no server token.", out_of_scope: "This server token may not administer the cluster.", rate_limit_exceeded: "Too many tries; wait a minute." };
    setText($("sign-in-fault"), texts[problem.code] ?? problem.message);
    $("token").select();
  }
});

$("sign-out").addEventListener("click", async () => {
  leave();
  try {
    await call("DELETE", "session");
  } catch (problem) {
    note(`The cookie is still there: ${problem.message}`);
  }
});

onSignedOut(leave);
addEventListener("hashchange", showPart);

try {
  enter(await call("GET", "session"));
} catch (problem) {
  leave();
  if (problem.status !== 401) {
    note(problem.message);
  }
}
