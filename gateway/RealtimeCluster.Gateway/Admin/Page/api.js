const Deadline = 10_000;

/** An answer that is no success: `code` never changes, `message` is for people. */
export class Problem extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

let signedOut = () => {};

/** @param {() => void} listener Called when the sign-in is over. */
export function onSignedOut(listener) {
  signedOut = listener;
}

/**
 * Calls the gateway that served the page, or whichever the balancer gives this request to.
 * @param {string} method
 * @param {string} path Below `api/`.
 * @param {{query?: object, body?: string, signal?: AbortSignal}} [options]
 * @returns {Promise<any>} The answer; undefined when it has none.
 */
export async function call(method, path, { query, body, signal } = {}) {
  const url = new URL(`api/${path}`, document.baseURI);
  Object.entries(query ?? {}).forEach(([name, value]) => value !== undefined && value !== null && url.searchParams.set(name, value));
  let response;
  try {
    response = await fetch(url, {
      method,
      body,
      credentials: "same-origin",
      cache: "no-store",
      // Other sites' pages cannot send this header for us.
      headers: { "X-Realtime-Admin": "1", ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      signal: AbortSignal.any([AbortSignal.timeout(Deadline), ...(signal ? [signal] : [])]),
    });
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }

    throw new Problem(0, "unreachable", "The gateway cannot be reached.");
  }

  const isJson = response.headers.get("Content-Type")?.includes("json");
  const answer = isJson ? await response.json() : undefined;
  if (response.ok) {
    return answer;
  }

  if (response.status === 401 && path !== "session") {
    signedOut();
  }

  throw new Problem(response.status, answer?.code ?? "unknown", answer?.title ?? `The gateway answered ${response.status}.`);
}
