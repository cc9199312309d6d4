/** How many cores a batch could have kept busy. Nothing here touches the page. */

/**
 * @typedef {import("../downloads/record.js").Download} Download
 * @typedef {import("../core/types.js").WorkerView} WorkerView
 * @typedef {{slots: number, cores: number}} Machine
 */

/**
 * The sum over all machines of the smaller of slots (of the workers that ran the batch) and cores; at most one core
 * for each download.
 * @param {Download[]} downloads
 * @param {Map<string, WorkerView>} workers all that were seen, by name
 * @returns {number|null} null when a worker was never seen here, or does not tell its cores
 */
export function idealCores(downloads, workers) {
  const names = new Set(downloads.flatMap(({ runs }) => runs.map(({ worker }) => worker)));
  /** @type {Map<string, Machine>} */
  const machines = new Map();
  for (const name of names) {
    const worker = workers.get(name);
    if (!worker || worker.cores === null) return null;
    const key = worker.machine ?? worker.hostname;
    const { slots, cores } = machines.get(key) ?? { slots: 0, cores: 0 };
    machines.set(key, { slots: slots + worker.slots, cores: Math.max(cores, worker.cores) });
  }
  const usable = [...machines.values()].reduce((sum, { slots, cores }) => sum + Math.min(slots, cores), 0);
  return machines.size ? Math.min(usable, downloads.length) : null;
}
