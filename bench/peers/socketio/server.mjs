// A peer to compare with: Socket.IO with the verbs the load generator needs.
// node server.mjs PORT [--redis PORT] [--presence]
//   --redis     several nodes, over the Redis adapter
//   --presence  tell all members of joins and leaves, not only the one that asked
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { Server } from "socket.io";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { redis: { type: "string" }, presence: { type: "boolean", default: false } },
});
const server = createServer();
const io = new Server(server, { path: "/realtime/", maxHttpBufferSize: 1e8 });
if (values.redis) {
  const { createAdapter } = await import("@socket.io/redis-adapter");
  const { createClient } = await import("redis");
  const publisher = createClient({ socket: { host: "127.0.0.1", port: Number(values.redis) } });
  const subscriber = publisher.duplicate();
  await Promise.all([publisher.connect(), subscriber.connect()]);
  io.adapter(createAdapter(publisher, subscriber, { requestsTimeout: 20_000 }));
}

io.on("connection", (socket) => {
  const tell = (channel, name) => (values.presence ? io.to(channel) : socket).emit(name, { channel, message: { id: socket.id } });
  socket.on("join", async ({ channel }) => {
    await socket.join(channel);
    tell(channel, "channel:join");
  });
  socket.on("leave", async ({ channel }) => {
    tell(channel, "channel:leave");
    await socket.leave(channel);
  });
  socket.on("message", ({ channel, eventName, message }) => io.to(channel).emit(eventName, { channel, message }));
  socket.on("get_members", async ({ channel }, answer) => {
    const members = await io.in(channel).fetchSockets();
    answer(members.map((member) => ({ id: member.id })));
  });
});
server.listen(Number(positionals[0]), "127.0.0.1");
