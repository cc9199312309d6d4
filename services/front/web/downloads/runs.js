/**
 * The runs of a download, as the server numbers them.
 *
 * A run is one attempt: who ran it, from when to when, and how it ended. A download has several when it was
 * retried or handed back.
 */

import { epoch } from "../core/format.js";

/**
 * @typedef {import("./record.js").Download} Download
 * @typedef {import("../core/types.js").DownloadView} DownloadView
 * @typedef {import("../core/types.js").RunView} RunView
 * @typedef {{
 *   number: number, worker: string, workerNumber: number|null, pool: string,
 *   runner: import("../core/types.js").Runner|null,
 *   start: number, end: number|null, ended: import("../core/types.js").RunEnd|null,
 *   failure: import("../core/types.js").Failure|null, wallSecs: number|null, cpuSecs: number|null
 * }} Run
 */

/**
 * The newest run; undefined when it never ran.
 * @param {Download} download
 */
export function lastRun(download) {
  return download.runs.at(-1);
}

/**
 * The runs of a download, oldest first.
 * @param {DownloadView} view
 */
export function runsOf(view) {
  return view.runs.map(runOfView);
}

/**
 * @param {RunView} view
 * @returns {Run}
 */
function runOfView(view) {
  const { number, worker, pool, runner, ended, failure } = view;
  const start = epoch(view.started_at) ?? 0;
  const end = epoch(view.ended_at);
  return {
    number,
    worker,
    workerNumber: view.worker_number,
    pool,
    runner,
    start,
    end,
    ended,
    failure,
    wallSecs: view.wall_secs,
    cpuSecs: view.cpu_secs,
  };
}

/**
 * The run that a `started` event tells of.
 * @param {Record<string, any>} data
 * @returns {Run}
 */
export function runOfEvent(data) {
  const { worker, pool, runner } = data;
  const start = epoch(data.started_at) ?? 0;
  return {
    number: data.run,
    worker,
    workerNumber: data.worker_number ?? null,
    pool,
    runner,
    start,
    end: null,
    ended: null,
    failure: null,
    wallSecs: null,
    cpuSecs: null,
  };
}

/**
 * Add a run, or complete the one of that number. An end is final: an older answer does not undo it.
 * @param {Download} download
 * @param {Run} run
 */
export function mergeRun(download, run) {
  const known = download.runs.find(({ number }) => number === run.number);
  if (!known) {
    download.runs.push(run);
    download.runs.sort((one, other) => one.number - other.number);
  } else if (run.end !== null || known.end === null) Object.assign(known, run);
}

/**
 * @param {Download} download
 * @param {number} at
 * @param {import("../core/types.js").RunEnd} ended
 * @param {import("../core/types.js").Failure|null} [failure]
 * @param {{wallSecs: number|null, cpuSecs: number|null}} [measures]
 */
export function closeRun(download, at, ended, failure = null, measures = { wallSecs: null, cpuSecs: null }) {
  const run = lastRun(download);
  if (run && run.end === null)
    Object.assign(run, { end: Math.max(run.start, at), ended, failure, ...measures });
}
