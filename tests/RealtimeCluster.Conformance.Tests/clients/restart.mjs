// One stock client that stays in a channel while its servers come and go: node restart.mjs URL ENVIRONMENT. Prints a line for each
// thing it sees.
import { io } from "sio48";

const [url, envId] = process.argv.slice(2);
const socket = io(url, { path: "/realtime/", transports: ["websocket"], auth: { envId, echoMessages: true }, reconnectionDelayMax: 1000 });
let connects = 0;
socket.on("connect", () => console.log(`connected ${socket.id} recovered=${socket.recovered}\nconnects: ${++connects}`));
socket.on("disconnect", (reason) => console.log(`disconnected: ${reason}`));
socket.onAny((name, { message }) => console.log(`event ${name} ${JSON.stringify(message)}`));
socket.once("connect", () => socket.emit("join", { channel: "lobby", echo: false }, () => console.log("joined")));
