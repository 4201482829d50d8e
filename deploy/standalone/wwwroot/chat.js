import { Connection } from "./connection.js";

const MaxShownMessages = 200;
const $ = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);

/** The message list of each place; `null` is the whole environment, where broadcasts go. */
const messages = new Map([[null, []]]);
const unread = new Set();
let connection = null;
let current = null;
let profile = null;

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  // Names and messages come from strangers: they enter the page as text, never as markup.
  made.textContent = text ?? "";
  return made;
}

function swatch(colour) {
  const made = element("span", "swatch");
  made.setAttribute("aria-hidden", "true");
  if (/^#[0-9a-f]{6}$/i.test(colour)) {
    made.style.setProperty("--swatch", colour);
  }

  return made;
}

function nameOf(someone) {
  return typeof someone?.name === "string" && someone.name.trim() ? someone.name.slice(0, 40) : "someone";
}

function note(text) {
  $("notice").textContent = text;
  $("notice").hidden = !text;
}

function showState(state, reason) {
  const where = connection?.gateway ?? "";
  const words = { online: `connected to ${where}`, connecting: `connecting to ${where}`, refused: "refused", offline: "offline" };
  $("state").textContent = words[state];
  $("state").dataset.state = state;
  $("send").querySelector("button").disabled = state !== "online";
  if (state === "online") {
    note("");
  } else if (reason) {
    note(state === "refused" ? reason : `${reason}; trying again`);
  }
}

function renderChannels() {
  const items = [null, ...(connection?.connection.channels ?? [])].map((channel) => {
    const item = document.createElement("li");
    const button = element("button", "", channel ?? "Everyone");
    button.type = "button";
    button.setAttribute("aria-current", String(channel === current));
    if (unread.has(channel)) {
      const badge = element("span", "count", "new");
      button.append(badge);
    }

    button.addEventListener("click", () => open(channel));
    item.append(button);
    return item;
  });
  $("channels").replaceChildren(...items);
}

function renderMembers() {
  $("member-panel").hidden = current === null;
  const members = current === null ? [] : connection.connection.membersOf(current);
  $("member-count").textContent = String(members.length);
  $("members").replaceChildren(...members.map(([id, data]) => {
    const item = document.createElement("li");
    item.append(swatch(data?.colour), element("span", "name", nameOf(data)));
    if (id === connection.connection.id) {
      item.append(element("span", "you", "(you)"));
    }

    return item;
  }));
}

function messageItem({ author, text, own }) {
  if (!author) {
    return element("li", "system", text);
  }

  const item = element("li", own ? "own" : "");
  const head = element("div", "author");
  head.append(swatch(author.colour), element("span", "name", nameOf(author)));
  item.append(head, element("div", "body", text));
  return item;
}

function add(channel, message) {
  const list = messages.get(channel);
  if (!list) {
    return;
  }

  list.push(message);
  list.splice(0, list.length - MaxShownMessages);
  if (channel !== current) {
    unread.add(channel);
    renderChannels();
    return;
  }

  const shown = $("messages");
  shown.append(messageItem(message));
  while (shown.childElementCount > MaxShownMessages) {
    shown.firstElementChild.remove();
  }

  shown.scrollTop = shown.scrollHeight;
}

function open(channel) {
  current = channel;
  unread.delete(channel);
  $("talk-title").textContent = channel ?? "Everyone";
  $("leave").hidden = channel === null;
  $("text").placeholder = channel === null ? "Write to everyone" : `Write to ${channel}`;
  $("messages").replaceChildren(...messages.get(channel).map(messageItem));
  $("messages").scrollTop = $("messages").scrollHeight;
  renderChannels();
  renderMembers();
}

function join(channel) {
  if (!messages.has(channel)) {
    messages.set(channel, []);
  }

  connection.connection.join(channel);
  open(channel);
}

function drop(channel) {
  messages.delete(channel);
  unread.delete(channel);
  if (current === channel) {
    open(null);
  } else {
    renderChannels();
  }
}

const events = {
  state: showState,
  refused: (verb, reason) => note(`${verb}: ${reason ?? "refused"}`),
  message(channel, message) {
    const text = typeof message?.text === "string" ? message.text.slice(0, 2000) : "";
    const own = message?.sender !== undefined && message.sender === connection.connection.id;
    if (text) {
      add(channel, { author: { name: message.name, colour: message.colour }, text, own });
    }
  },
  members(channel, kind, member) {
    if (!connection.connection.channels.includes(channel)) {
      drop(channel);
      return;
    }

    if (kind === "join" || kind === "leave") {
      const verb = kind === "join" ? "joined" : "left";
      add(channel, { text: `${nameOf(member.data)} ${verb}` });
    }

    if (channel === current) {
      renderMembers();
    }
  },
};

$("sign-in").addEventListener("submit", (submit) => {
  submit.preventDefault();
  profile = { name: $("name").value.trim(), colour: $("colour").value };
  const gateway = new URL($("gateway").value).origin;
  connection = { gateway, connection: null };
  connection.connection = new Connection({ gateway, environment: $("environment").value.trim(), profile }, events);
  $("profile-name").value = profile.name;
  $("profile-colour").value = profile.colour;
  $("sign-in").hidden = true;
  $("chat").hidden = false;
  open(null);
  (query.get("channel") ?? "").split(",").map((name) => name.trim()).filter(Boolean).forEach(join);
  $("text").focus();
});

$("join").addEventListener("submit", (submit) => {
  submit.preventDefault();
  const channel = $("channel").value.trim();
  if (channel) {
    join(channel);
    $("channel").value = "";
    $("text").focus();
  }
});

$("leave").addEventListener("click", () => {
  const channel = current;
  connection.connection.leave(channel);
  drop(channel);
});

$("send").addEventListener("submit", (submit) => {
  submit.preventDefault();
  const text = $("text").value.trim();
  if (text) {
    connection.connection.say(current, { ...profile, text, sender: connection.connection.id });
    $("text").value = "";
  }
});

$("profile").addEventListener("submit", (submit) => {
  submit.preventDefault();
  profile = { name: $("profile-name").value.trim(), colour: $("profile-colour").value };
  connection.connection.updateProfile(profile);
});

$("disconnect").addEventListener("click", () => {
  connection.connection.close();
  location.assign(location.pathname);
});

$("name").value = query.get("name") ?? "";
$("gateway").value = query.get("gateway") ?? query.get("server") ?? location.origin;
$("environment").value = query.get("environment") ?? "demo";
if (/^#[0-9a-f]{6}$/i.test(query.get("colour") ?? "")) {
  $("colour").value = query.get("colour");
}

if (typeof globalThis.io !== "function") {
  $("connect").disabled = true;
  note("The Socket.IO client library is not installed. Install Node.js 20 with npm and build again; the server itself works without it.");
} else {
  $("name").focus();
}
