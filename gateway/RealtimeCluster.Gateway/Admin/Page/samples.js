const MaxPoints = 300;

function median(values) {
  const sorted = values.filter((value) => value !== undefined && value !== null).sort((a, b) => a - b);
  return sorted.length ? sorted[Math.floor((sorted.length - 1) / 2)] : null;
}

/**
 * Makes rates and lines of what the nodes tell.
 *
 * Counts are each node's own and only grow, and so does its uptime: a rate is the difference of both between two reports, whichever
 * gateways passed these on. A node that is silent for a moment is taken to be as it was.
 */
export class Samples {
  #nodes = new Map();

  /** The points so far, oldest first. */
  points = [];

  /**
   * @param {Array} nodes As the gateway tells them.
   * @returns {Array} The nodes, each with its `rates` and whether it `isSilent`.
   */
  take(nodes) {
    const known = new Map();
    const shown = nodes.map((node) => {
      const before = this.#nodes.get(node.id);
      const isOurs = node.isGateway || node.isSilo;
      const report = node.report ?? before?.report;
      const rates = this.#ratesOf(before, report);
      known.set(node.id, { report, rates });
      return { ...node, report, rates, isSilent: isOurs && node.status !== "Dead" && !node.report };
    });
    this.#nodes = known;
    this.points.push(this.#pointOf(shown.filter(({ status }) => status !== "Dead")));
    this.points.splice(0, this.points.length - MaxPoints);
    return shown;
  }

  #ratesOf(before, report) {
    const last = before?.report;
    const elapsed = report && last ? report.uptimeSeconds - last.uptimeSeconds : 0;
    if (!report || !last || elapsed <= 0) {
      return before?.rates ?? null;
    }

    const rate = (now, then) => Math.max(0, ((now ?? 0) - (then ?? 0)) / elapsed);
    return {
      processor: rate(report.processorSeconds, last.processorSeconds),
      received: rate(report.gateway?.received, last.gateway?.received),
      delivered: rate(report.gateway?.delivered, last.gateway?.delivered),
      dropped: rate(report.gateway?.dropped, last.gateway?.dropped),
    };
  }

  #pointOf(nodes) {
    const sum = (pick) => nodes.reduce((total, node) => total + (pick(node) ?? 0), 0);
    const rate = (name) => (nodes.some(({ rates }) => rates) ? sum(({ rates }) => rates?.[name]) : null);
    const roundTrips = nodes.map(({ report }) => report?.gateway?.roundTripMilliseconds).filter((value) => value !== undefined);
    return {
      connections: sum(({ report }) => report?.gateway?.connections),
      channels: sum(({ report }) => report?.silo?.channels),
      received: rate("received"),
      delivered: rate("delivered"),
      roundTrip: median(roundTrips),
      slowest: roundTrips.length ? Math.max(...roundTrips) : null,
    };
  }
}
