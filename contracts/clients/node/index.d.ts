/** Where a server finds the cluster, and how long it waits. */
export interface RealtimeOptions {
  /** The address of a gateway or of the balancer before them, or several addresses: the next one is tried when one does not answer. */
  url: string | URL | readonly (string | URL)[];
  /** The environment's id. */
  environment: string;
  /** One of the cluster's `Realtime:ServerTokens`. */
  token: string;
  /** How long a call waits for its answer in all, in milliseconds. Default 10 000. */
  timeout?: number;
  /** How long it waits for one gateway before it tries again, in milliseconds. Default 4 000. */
  attemptTimeout?: number;
  /** The most calls that may wait for their answers at one time; more fail at once. Default 10 000. */
  maxPending?: number;
}

export interface CallOptions {
  /** Stops waiting; what was sent may still be applied. The call fails with the signal's reason. */
  signal?: AbortSignal;
}

export interface SendOptions extends CallOptions {
  /** 1 to 128 characters: of all sends to the same place with the same key only the first is an event. Default a random one. */
  idempotencyKey?: string;
}

/** An event's place in the order of its channel, or of the environment's broadcasts. */
export interface Position {
  offset: number;
  /** The life of the numbering. */
  epoch: string;
}

export interface Member {
  /** The id of the member's connection. */
  id: string;
  /** What it shows; absent while it never set anything. Binary parts are Buffers. */
  data?: unknown;
}

/**
 * A call that failed. `code` is a fixed one of the server API, or `no_answer` when none came in time (what was sent may or may not have been applied),
 * `unexpected_answer` for one that is not the server API's, `too_many_pending` for a call that was not made.
 */
export class RealtimeError extends Error {
  readonly code: string;
  /** The HTTP status, if there was an answer. */
  readonly status?: number;
}

/**
 * A server's way into one environment. Calls that are awaited one after the other keep their order. A call that gets no answer is
 * made again until its timeout, with a key by which the cluster recognises it.
 */
export class Realtime {
  constructor(options: RealtimeOptions);

  /**
   * Sends an event to the members of a channel; they receive `{channel, message}`. `message` is anything JSON can hold; a Buffer, ArrayBuffer or typed array,
   * also inside it, reaches browsers as `ArrayBuffer` and Node as `Buffer`.
   */
  send(channel: string, event: string, message?: unknown, options?: SendOptions): Promise<Position>;

  /** Sends an event to every connection of the environment; they receive `{channel: null, message}`. */
  broadcast(event: string, message?: unknown, options?: SendOptions): Promise<Position>;

  /** The members of a channel, in the order of joining. */
  getMembers(channel: string, options?: CallOptions): Promise<Member[]>;
}
