import { element, setText } from "./elements.js";
import * as format from "./format.js";

const Words = { Active: "active", Joining: "joining", ShuttingDown: "stopping", Stopping: "stopping", Dead: "gone", Created: "joining" };

/** One node on the map. It is changed in place, so that focus and selection stay. */
export class NodeCard {
  #node;
  #address = element("h4");
  #state = element("span", { class: "badge" });
  #roles = element("p", { class: "roles" });
  #facts = element("dl", { class: "facts" });
  #values = new Map();
  #load = element("div", { class: "meter", role: "img" }, element("span"));
  #drain;
  #stop;

  /** @param {(action: "drain"|"stop", node: object) => void} act */
  constructor(act) {
    this.#drain = element("button", { type: "button", class: "quiet small drain", text: "Drain", on: { click: () => act("drain", this.#node) } });
    this.#stop = element("button", { type: "button", class: "quiet small stop", text: "Stop", on: { click: () => act("stop", this.#node) } });
    this.root = element("article", { class: "card node" },
      element("header", {}, this.#address, this.#state),
      this.#roles, this.#load, this.#facts,
      element("footer", {}, this.#drain, this.#stop));
  }

  show(node) {
    this.#node = node;
    const { report, rates } = node;
    const gateway = report?.gateway;
    const state = node.isSilent ? "silent" : gateway?.isDraining && node.status === "Active" ? "draining" : Words[node.status] ?? node.status.toLowerCase();
    const isAlive = node.status !== "Dead";
    this.root.dataset.node = node.id;
    this.root.dataset.state = state;
    setText(this.#address, node.address);
    this.#address.title = `${node.name}, ${node.id}`;
    setText(this.#state, state);
    setText(this.#roles, [
      node.isGateway && "gateway", node.isSilo && "silo", !node.isGateway && !node.isSilo && isAlive && "business silo",
      report && `on ${report.machine}`, report && isAlive && `up ${format.duration(report.uptimeSeconds)}`,
    ].filter(Boolean).join(" · "));

    const used = rates && report ? rates.processor / report.processorCount : null;
    this.#load.hidden = !isAlive || !report;
    this.#load.firstElementChild.style.setProperty("--part", `${Math.min(100, (used ?? 0) * 100).toFixed(1)}%`);
    this.#load.setAttribute("aria-label", `processor ${used === null ? "unknown" : `${Math.round(used * 100)} %`}`);
    this.#showFacts(isAlive && report ? [
      ["Processor", used === null ? "–" : `${Math.round(used * 100)} %`],
      ["Memory", format.bytes(report.workingSetBytes)],
      ...(gateway ? [
        ["Connections", format.count(gateway.connections)],
        ["Channels here", format.count(gateway.channels)],
        ["In a second", format.perSecond(rates?.received ?? 0)],
        ["Out a second", format.perSecond(rates?.delivered ?? 0)],
        ["Round trip", format.milliseconds(gateway.roundTripMilliseconds)],
        ...(gateway.dropped ? [["Dropped", format.count(gateway.dropped)]] : []),
        ...(gateway.isDraining ? [["Sessions left", format.count(gateway.sessions)]] : []),
      ] : []),
      ...(report.silo ? [
        ["Channels owned", format.count(report.silo.channels)],
        ["Logs owned", format.count(report.silo.logs)],
      ] : []),
    ] : []);

    const isActive = node.status === "Active";
    this.#drain.hidden = !node.isGateway || !isActive;
    this.#drain.disabled = Boolean(gateway?.isDraining);
    this.#stop.hidden = !isActive || !(node.isGateway || node.isSilo);
  }

  #showFacts(facts) {
    if (facts.length !== this.#values.size || facts.some(([name]) => !this.#values.has(name))) {
      this.#values = new Map(facts.map(([name]) => [name, element("dd")]));
      this.#facts.replaceChildren(...[...this.#values].map(([name, value]) => element("div", {}, element("dt", { text: name }), value)));
    }

    facts.forEach(([name, text]) => setText(this.#values.get(name), text));
  }
}
