/**
 * The members of one channel: a snapshot fetched over HTTP, kept current by the channel's join, leave and update events.
 *
 * The snapshot and the events travel on different connections, so an event can arrive before a snapshot that is older
 * than it. Events that arrive while a snapshot is on its way are therefore applied at once and again on top of it.
 */
export class Roster {
  #members = new Map();
  #sinceFetch = null;
  #fetches = 0;

  /** Starts to wait for a snapshot and returns the function that takes it; a later begin() makes that call void. */
  begin() {
    const fetch = ++this.#fetches;
    this.#sinceFetch = [];
    return (snapshot) => {
      if (fetch !== this.#fetches) {
        return;
      }

      const events = this.#sinceFetch;
      this.#sinceFetch = null;
      this.#members = new Map(snapshot.map(({ id, data }) => [id, data]));
      events.forEach(([kind, member]) => this.#apply(kind, member));
    };
  }

  /** Gives up waiting for a snapshot that could not be fetched. */
  abandon() {
    this.#fetches++;
    this.#sinceFetch = null;
  }

  /** Takes a `join`, `leave` or `update` event of the channel. */
  take(kind, member) {
    this.#sinceFetch?.push([kind, member]);
    this.#apply(kind, member);
  }

  clear() {
    this.abandon();
    this.#members.clear();
  }

  /** The members as `[id, profile]`, oldest first. */
  entries() {
    return [...this.#members];
  }

  get size() {
    return this.#members.size;
  }

  #apply(kind, { id, data }) {
    if (kind === "leave") {
      this.#members.delete(id);
    } else if (kind === "join" || this.#members.has(id)) {
      this.#members.set(id, data);
    }
  }
}
