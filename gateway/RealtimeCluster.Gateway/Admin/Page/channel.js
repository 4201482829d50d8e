import { call } from "./api.js";
import { $, element, setText } from "./elements.js";
import * as format from "./format.js";
import { Poller } from "./poller.js";

const MaxMembers = 200;
const MaxEvents = 200;

/** One channel: who is in it, and what happened last. */
export class ChannelView {
  #poller = new Poller((signal) => this.#poll(signal));
  #followed = null;
  #epoch = null;
  #offset = null;
  #needsMembers = true;

  /** @param {(id: string) => void} onConnection Shows a connection. */
  constructor(onConnection) {
    this.onConnection = onConnection;
    $("follow").addEventListener("submit", (submit) => {
      submit.preventDefault();
      this.follow($("follow-environment").value.trim(), $("follow-name").value);
    });
    $("follow-stop").addEventListener("click", () => this.unfollow());
  }

  follow(environment, name) {
    this.#followed = { environment, name };
    this.#restart();
    $("channel-parts").hidden = false;
    $("follow-stop").hidden = false;
    this.start();
  }

  unfollow() {
    this.#followed = null;
    this.stop();
    $("follow-stop").hidden = true;
    setText($("channel-state"), "Not followed any more; what is shown is how it was.");
  }

  start() {
    if (this.#followed) {
      this.#poller.start();
    }
  }

  stop() {
    this.#poller.stop();
  }

  #restart() {
    this.#epoch = null;
    this.#offset = null;
    this.#needsMembers = true;
    $("members").replaceChildren();
    $("events").replaceChildren();
    $("events-gap").hidden = true;
    setText($("channel-state"), `Asking the owner of "${this.#followed.name}" …`);
  }

  async #poll(signal) {
    const { environment, name } = this.#followed;
    try {
      const from = this.#offset === null ? undefined : this.#offset + 1;
      const history = await call("GET", "channel/events", { query: { environment, name, from, count: MaxEvents }, signal });
      if (this.#epoch !== null && (history.epoch !== this.#epoch || history.offset < this.#offset)) {
        this.#restart();
        return;
      }

      this.#take(history, from !== undefined);
      if (this.#needsMembers) {
        this.#needsMembers = false;
        this.#showMembers(await call("GET", "channel/members", { query: { environment, name, count: MaxMembers }, signal }));
      }

      setText($("channel-state"), `Following "${name}" in ${environment}.`);
    } catch (problem) {
      if (signal.aborted) {
        throw problem;
      }

      this.#needsMembers = true;
      setText($("channel-state"), problem.message);
    }
  }

  #take(history, isContinued) {
    this.#epoch = history.epoch;
    const events = history.events;
    const next = events.length ? events.at(-1).offset : history.offset;
    if (isContinued && events.length && events[0].offset > this.#offset + 1) {
      $("events-gap").hidden = false;
      setText($("events-gap"), `${events[0].offset - this.#offset - 1} events were faster than this page.`);
    }

    this.#offset = next;
    setText($("event-offset"), `offset ${history.offset}`);
    this.#needsMembers ||= events.some(({ type }) => type !== "message");
    $("events").prepend(...events.map((event) => this.#eventItem(event)).reverse());
    while ($("events").childElementCount > MaxEvents) {
      $("events").lastElementChild.remove();
    }
  }

  #eventItem(event) {
    return element("li", { class: `event event-${event.type}`, "data-offset": event.offset },
      element("span", { class: "offset", text: String(event.offset) }),
      element("span", { class: "badge", text: event.type }),
      event.eventName === undefined ? "" : element("strong", { text: event.eventName }),
      event.connectionId ? this.#connectionButton(event.connectionId) : element("span", { class: "soft", text: "server" }),
      element("code", { text: format.shorten(event.type === "message" ? event.message : event.data, 400) }));
  }

  #connectionButton(id) {
    return element("button", { type: "button", class: "link", text: id, title: "Find this connection", on: { click: () => this.onConnection(id) } });
  }

  #showMembers({ totalCount, members }) {
    setText($("member-count"), format.count(totalCount));
    $("members-cut").hidden = totalCount <= members.length;
    setText($("members-cut"), `The first ${members.length}, in the order of joining.`);
    $("members").replaceChildren(...members.map(({ id, data }) =>
      element("li", {}, this.#connectionButton(id), element("code", { text: format.shorten(data, 200) }))));
  }
}
