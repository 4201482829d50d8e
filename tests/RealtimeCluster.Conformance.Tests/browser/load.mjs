// Real clients that talk, so that there is something to see.
import { createHmac, randomUUID } from "node:crypto";
import { io } from "socket.io-client";

const Channels = ["lobby", "engines", "looms", "orders"];
const Words = ["Does the engine weave algebraic patterns?", "Just as the loom weaves flowers and leaves.", "The bell is cast.", "Number seven has shipped."];
const Names = ["Ada", "Alan", "Grace", "Edsger", "Barbara", "Donald", "Radia", "Tony", "Frances", "Leslie"];

/** A session token, as the application's backend gives its users. */
export function sessionOf(environment, userId, secret) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part({ envId: environment, userId, key: randomUUID() })}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/** One client. */
export function connect(url, auth) {
  return io(url, { path: "/realtime/", transports: ["websocket"], forceNew: true, reconnectionDelay: 200, reconnectionDelayMax: 1_000, auth });
}

/** Starts clients that are in channels and write to them, about `rate` messages a second together. */
export function startLoad(url, environment, { count, rate }) {
  const sockets = Array.from({ length: count }, (_, index) => {
    const socket = connect(url, { envId: environment, echoMessages: true });
    socket.on("connect", () => {
      socket.emit("update", { data: { name: Names[index % Names.length], desk: index } });
      socket.emit("join", { channel: Channels[index % Channels.length] });
    });
    return socket;
  });
  let next = 0;
  const timer = setInterval(() => {
    const index = next++ % count;
    if (sockets[index].connected) {
      sockets[index].emit("message", {
        channel: Channels[index % Channels.length], eventName: "chat", message: { name: Names[index % Names.length], text: Words[next % Words.length] },
      });
    }
  }, 1_000 / rate);
  return {
    sockets,
    stop() {
      clearInterval(timer);
      sockets.forEach((socket) => socket.disconnect());
    },
  };
}
