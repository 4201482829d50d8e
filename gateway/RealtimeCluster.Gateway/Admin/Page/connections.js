import { call } from "./api.js";
import { $, confirm, element, setText } from "./elements.js";

/** Finds connections on all gateways and ends them. */
export class ConnectionsView {
  #search = 0;

  /**
   * @param {{addressOf: (gateway: string) => string, onMessage: (connection: object) => void, onChannel: (environment: string, name: string) => void}} on
   */
  constructor(on) {
    this.on = on;
    $("find").addEventListener("submit", (submit) => {
      submit.preventDefault();
      this.#find();
    });
  }

  /** Shows one connection. */
  find(id) {
    $("find-id").value = id;
    $("find-environment").value = "";
    $("find-user").value = "";
    this.#find();
  }

  async #find() {
    const search = ++this.#search;
    const id = $("find-id").value.trim();
    const query = id ? { id } : { environment: $("find-environment").value.trim() || undefined, user: $("find-user").value || undefined };
    setText($("find-state"), "Asking all gateways …");
    try {
      const { connections, isCut, silent } = await call("GET", "connections", { query });
      if (search === this.#search) {
        $("found").replaceChildren(...connections.map((connection) => this.#item(connection)));
        const count = connections.length === 1 ? "One connection." : `${connections.length || "No"} connections${isCut ? ", and more" : ""}.`;
        setText($("find-state"), silent.length ? `${count} ${silent.length} gateways did not answer.` : count);
      }
    } catch (problem) {
      setText($("find-state"), problem.message);
    }
  }

  #item(connection) {
    const { id, environment, user, gateway, transport, channels, channelCount } = connection;
    const result = element("p", { class: "hint", role: "status" });
    const disconnect = element("button", { type: "button", class: "danger small disconnect", text: "Disconnect" });
    const message = element("button", { type: "button", class: "quiet small", text: "Send to it", on: { click: () => this.on.onMessage(connection) } });
    disconnect.addEventListener("click", () => this.#disconnect(id, disconnect, result));
    return element("li", { class: "card connection", "data-connection": id },
      element("header", {}, element("h3", {}, element("code", { text: id })), element("span", { class: "badge", text: transport })),
      element("dl", { class: "facts" },
        ...[["Environment", environment ?? "none: a server's"], ["User", user ?? "–"], ["Gateway", this.on.addressOf(gateway)]].map(([name, text]) =>
          element("div", {}, element("dt", { text: name }), element("dd", { text })))),
      element("p", { class: "chips" }, ...channels.map((name) =>
        element("button", { type: "button", class: "chip", text: name, title: "Follow this channel", on: { click: () => this.on.onChannel(environment, name) } })),
      channelCount > channels.length ? `and ${channelCount - channels.length} more` : ""),
      element("footer", {}, result, ...(environment ? [message] : []), disconnect));
  }

  async #disconnect(id, button, result) {
    const isMeant = await confirm({
      title: "Disconnect this connection?",
      text: `${id} is told that an administrator ended it, leaves its channels at once, and does not come back by itself: its application decides.`,
      yes: "Disconnect",
    });
    if (!isMeant) {
      return;
    }

    button.disabled = true;
    try {
      await call("POST", "connections/disconnect", { query: { id } });
      setText(result, "Disconnected.");
      button.closest("li").dataset.gone = "true";
    } catch (problem) {
      button.disabled = false;
      setText(result, problem.message);
    }
  }
}
