/** From downloads to the lanes of the timeline. Nothing here draws. */

/**
 * @typedef {{record: object, run: import("./record.js").Run}} Bar
 * @typedef {{host: string, pid: number, thread: number, interpreter: number, bars: Bar[]}} Lane
 */

/**
 * One lane for each host, process, thread and interpreter that ran something.
 * @param {Iterable<object>} records
 * @returns {Lane[]} by host, process, interpreter, thread
 */
export function lanesOf(records) {
  const lanes = new Map();
  for (const record of records) {
    for (const run of record.runs) {
      const { host, pid, thread_id: thread, interpreter_id: interpreter } = run.runner;
      const key = `${host}\n${pid}\n${thread}\n${interpreter}`;
      if (!lanes.has(key)) lanes.set(key, { host, pid, thread, interpreter, bars: [] });
      lanes.get(key).bars.push({ record, run });
    }
  }
  return [...lanes.values()].sort(byPlace);
}

/**
 * Who ran it, counted: and that it was the same function every time.
 * @param {Lane[]} lanes
 * @returns {{hosts: number, processes: number, interpreters: number, threads: number, tasks: string[]}}
 */
export function countRunners(lanes) {
  const tasks = new Set(lanes.flatMap((lane) => lane.bars.map((bar) => bar.run.runner.task)).filter(Boolean));
  return {
    hosts: new Set(lanes.map((lane) => lane.host)).size,
    processes: new Set(lanes.map((lane) => `${lane.host}\n${lane.pid}`)).size,
    interpreters: new Set(lanes.map((lane) => `${lane.host}\n${lane.pid}\n${lane.interpreter}`)).size,
    threads: lanes.length,
    tasks: [...tasks],
  };
}

/**
 * From the first start to the last end.
 * @param {Lane[]} lanes
 * @param {number} at now: where running bars end
 * @returns {{start: number, end: number, isRunning: boolean}|null} seconds since the epoch
 */
export function spanOf(lanes, at) {
  let start = Infinity;
  let end = -Infinity;
  let isRunning = false;
  for (const { bars } of lanes) {
    for (const { run } of bars) {
      start = Math.min(start, run.start);
      end = Math.max(end, run.end ?? at);
      isRunning ||= run.end === null;
    }
  }
  return start === Infinity ? null : { start, end, isRunning };
}

function byPlace(one, other) {
  return one.host.localeCompare(other.host) || one.pid - other.pid || one.interpreter - other.interpreter
    || one.thread - other.thread;
}
