import { call } from "./api.js";
import { Chart } from "./chart.js";
import { $, confirm, element, setText } from "./elements.js";
import * as format from "./format.js";
import { NodeCard } from "./node-card.js";
import { Poller } from "./poller.js";
import { Samples } from "./samples.js";

const Bands = [
  { key: "gateways", title: "Gateways", hint: "own the sockets of clients", fits: (node) => node.isGateway },
  { key: "silos", title: "Silos", hint: "own channels, their members and their order", fits: (node) => node.isSilo && !node.isGateway },
  { key: "business", title: "Business silos", hint: "yours: they speak to clients by IRealtimeClient", fits: (node) => !node.isSilo && !node.isGateway },
  { key: "dead", title: "Gone", hint: "stopped, or declared dead", fits: () => false },
];

const bandOf = (node) => (node.status === "Dead" ? "dead" : Bands.find(({ fits }) => fits(node)).key);

/** The nodes of the cluster and the charts of all of them. */
export class ClusterView {
  #samples = new Samples();
  #cards = new Map();
  #bands = new Map();
  #charts;
  #poller;
  #state;
  #nodes = [];

  /** @param {(state: string, text: string) => void} state Shows whether the numbers are fresh. */
  constructor(state) {
    this.#state = state;
    this.#charts = [
      new Chart({ title: "Connections", hint: "Live clients on all gateways", lines: [{ key: "connections", name: "clients" }], format: format.count }),
      new Chart({ title: "Channels", hint: "Channels that are owned by a silo now", lines: [{ key: "channels", name: "owned by silos" }], format: format.count }),
      new Chart({
        title: "Messages a second",
        hint: "Events received from clients, and events handed to clients",
        lines: [{ key: "received", name: "in" }, { key: "delivered", name: "out" }],
        format: format.perSecond,
      }),
      new Chart({
        title: "Latency",
        hint: "How long an event takes from a gateway to an owner on a silo and back: over all gateways",
        lines: [{ key: "roundTrip", name: "median gateway" }, { key: "slowest", name: "slowest gateway" }],
        format: format.milliseconds,
        min: 1,
      }),
    ];
    $("charts").append(...this.#charts.map(({ root }) => root));
    for (const { key, title, hint } of Bands) {
      const cards = element("div", { class: "nodes" });
      const number = element("span", { class: "count" });
      const root = element("section", { class: `band band-${key}`, hidden: true, "aria-label": title },
        element("header", {}, element("h3", {}, title, " ", number), element("p", { class: "hint", text: hint })), cards);
      this.#bands.set(key, { root, cards, number });
      $("bands").append(root);
    }

    this.#poller = new Poller((signal) => this.#poll(signal));
  }

  start() {
    this.#poller.start();
  }

  stop() {
    this.#poller.stop();
  }

  /** The address of a gateway, for people. */
  addressOf(id) {
    return this.#nodes.find((node) => node.id === id)?.address ?? id;
  }

  async #poll(signal) {
    try {
      const { nodes } = await call("GET", "cluster", { signal });
      this.#nodes = this.#samples.take(nodes);
      this.#show();
      this.#state("live", "live");
    } catch (problem) {
      if (signal.aborted) {
        throw problem;
      }

      this.#state("stale", problem.message);
    }
  }

  #show() {
    this.#charts.forEach((chart) => chart.draw(this.#samples.points));
    const seen = new Set();
    for (const node of this.#nodes) {
      seen.add(node.id);
      const card = this.#cards.get(node.id) ?? new NodeCard((action, shown) => this.#act(action, shown));
      this.#cards.set(node.id, card);
      card.show(node);
      const { cards } = this.#bands.get(bandOf(node));
      if (card.root.parentElement !== cards) {
        cards.append(card.root);
      }
    }

    for (const [id, card] of this.#cards) {
      if (!seen.has(id)) {
        card.root.remove();
        this.#cards.delete(id);
      }
    }

    for (const { root, cards, number } of this.#bands.values()) {
      root.hidden = cards.childElementCount === 0;
      setText(number, String(cards.childElementCount));
    }
  }

  async #act(action, node) {
    const isLast = (fits) => this.#nodes.filter((other) => other.status === "Active" && fits(other) && !other.report?.gateway?.isDraining).every(({ id }) => id === node.id);
    const warnings = [
      node.isGateway && isLast((other) => other.isGateway) ? "It is the last gateway that takes clients: nobody will be able to connect." : "",
      action === "stop" && node.isSilo && isLast((other) => other.isSilo) ? "It is the last silo: what channels know will be lost, unless it is kept in storage." : "",
    ];
    const isMeant = await confirm(action === "drain" ? {
      title: `Drain ${node.address}?`,
      text: `Its ${format.count(node.report?.gateway?.sessions ?? 0)} sessions are closed one after the other and their clients resume on other gateways, as when the process is told to stop. The process goes on and stays in the cluster, but takes no clients until it is started anew: a drain cannot be taken back.`,
      warning: warnings.join(" ").trim(),
      yes: "Drain",
    } : {
      title: `Stop ${node.address}?`,
      text: [
        node.isGateway ? "Its sessions are closed one after the other and their clients resume on other gateways." : "",
        node.isSilo ? "Its channels go to other silos, with members and history." : "",
        "Then it leaves the cluster and its process ends, as at SIGTERM. Whatever watches over it (systemd, Kubernetes) may start it again.",
      ].join(" ").trim(),
      warning: warnings.join(" ").trim(),
      yes: "Stop",
    });
    if (!isMeant) {
      return;
    }

    try {
      await call("POST", `cluster/${action}`, { query: { node: node.id } });
    } catch (problem) {
      this.#state("stale", problem.message);
    }
  }
}
