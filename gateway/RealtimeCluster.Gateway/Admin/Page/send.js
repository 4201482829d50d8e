import { call } from "./api.js";
import { $, setText } from "./elements.js";

const Labels = { channel: "Channel", user: "User id", connection: "Connection id" };

/** Sends test messages. */
export class SendView {
  constructor() {
    $("send-form").addEventListener("change", () => this.#showTarget());
    $("send-form").addEventListener("submit", (submit) => {
      submit.preventDefault();
      this.#send();
    });
    this.#showTarget();
  }

  /** Fills in to whom. */
  aim(target, environment, name) {
    $("send-form").elements.target.value = target;
    $("send-environment").value = environment;
    $("send-name").value = name;
    this.#showTarget();
    $("send-event").focus();
  }

  get #target() {
    return $("send-form").elements.target.value;
  }

  #showTarget() {
    const label = Labels[this.#target];
    $("send-name-field").hidden = !label;
    $("send-name").required = Boolean(label);
    setText($("send-name-label"), label ?? "");
  }

  async #send() {
    const [environment, name] = [$("send-environment").value.trim(), $("send-name").value];
    let body;
    try {
      // The message is sent as it is written, and read here only to say what is wrong with it.
      const message = $("send-message").value.trim();
      JSON.parse(message || "null");
      body = `{"eventName":${JSON.stringify($("send-event").value)}${message ? `,"message":${message}` : ""}}`;
    } catch (fault) {
      setText($("send-state"), `The message is no JSON: ${fault.message}`);
      $("send-message").focus();
      return;
    }

    setText($("send-state"), "Sending …");
    try {
      const place = await call("POST", `send/${this.#target}`, { query: { environment, name: this.#target === "everyone" ? "" : name }, body });
      setText($("send-state"), place ? `Sent: offset ${place.offset} of epoch ${place.epoch}.` : "Sent.");
    } catch (problem) {
      setText($("send-state"), problem.message);
    }
  }
}
