/**
 * The runs of a download, as the server numbers them.
 *
 * A run is one attempt: who ran it, from when to when, and how it ended. A download has several when it was
 * retried or handed back.
 */

import { isEnded } from "../core/constants.js";
import { epoch } from "../core/format.js";

/**
 * @typedef {import("./record.js").Download} Download
 * @typedef {import("../core/types.js").DownloadView} DownloadView
 * @typedef {import("../core/types.js").RunView} RunView
 * @typedef {{
 *   number: number, worker: string, pool: string, runner: import("../core/types.js").Runner|null,
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
 * @param {DownloadView} view
 * @returns {Run[]}
 */
export function runsOf(view) {
  return typeof view.runs === "number" ? runsOfOutcome(view) : view.runs.map(runOfView);
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
 * The one run that a server without `runs` tells of.
 * @param {DownloadView} view
 * @returns {Run[]}
 */
function runsOfOutcome({ runs, outcome, runner, started_at, ended_at, pool, state, error }) {
  const start = outcome?.started_at ?? epoch(started_at);
  if (start === null || !(outcome || runner)) return [];
  const hasEnded = isEnded(state);
  return [
    {
      number: /** @type {number} */ (runs),
      worker: "",
      pool,
      runner: outcome?.runner ?? runner,
      start,
      end: hasEnded ? (outcome ? start + outcome.wall_secs : epoch(ended_at)) : null,
      ended: hasEnded ? /** @type {"finished"|"failed"|"cancelled"} */ (state) : null,
      failure: error,
      wallSecs: outcome?.wall_secs ?? null,
      cpuSecs: outcome?.cpu_secs ?? null,
    },
  ];
}

/**
 * @param {Download} download
 * @param {number} at
 * @param {Record<string, any>} data
 * @returns {Run}
 */
export function runOfEvent(download, at, data) {
  const { worker = "", pool = download.pool, runner = null } = data;
  const number = data.number ?? data.run ?? (lastRun(download)?.number ?? 0) + 1;
  const start = epoch(data.started_at) ?? at;
  return {
    number,
    worker,
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
  } else if (run.end !== null) Object.assign(known, run);
  else if (known.end === null) Object.assign(known, { ...run, worker: run.worker || known.worker });
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
