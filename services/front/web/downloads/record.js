/** What the page knows of one download, from the API's views and from events. */

import { isEnded } from "../core/constants.js";
import { epoch } from "../core/format.js";
import { closeRun, lastRun, mergeRun, runOfEvent, runsOf } from "./runs.js";

/**
 * @typedef {import("../core/types.js").DownloadView} DownloadView
 * @typedef {import("./runs.js").Run} Run
 * @typedef {import("../core/types.js").ServerEvent} ServerEvent
 * @typedef {{
 *   id: string, batch: string, name: string, url: string|null, pool: string,
 *   state: import("../core/types.js").DownloadState, hasWork: boolean|null, fraction: number|null,
 *   bytesDone: number, bytesTotal: number|null, handedBack: string[], cancelRequested: boolean,
 *   retryAt: number|null, failure: import("../core/types.js").Failure|null, createdAt: number|null, endedAt: number|null,
 *   file: string|null, runs: Run[], touchedAt: number, problem: string
 * }} Download
 */

/** @type {Record<string, string>} why a download is back, by how its run ended */
const REASON_OF = { "handed-back": "worker stopping", lost: "worker lost" };

/**
 * A new record, of which only the id is known.
 * @param {string} id
 * @returns {Download}
 */
export function newDownload(id) {
  return {
    id,
    batch: "",
    name: "",
    url: null,
    pool: "",
    state: "queued",
    hasWork: null,
    fraction: null,
    bytesDone: 0,
    bytesTotal: null,
    handedBack: [],
    cancelRequested: false,
    retryAt: null,
    failure: null,
    createdAt: null,
    endedAt: null,
    file: null,
    runs: [],
    touchedAt: -Infinity,
    problem: "",
  };
}

/**
 * Update the record from the API.
 * @param {Download} download
 * @param {DownloadView} view
 * @param {number} askedAt `performance.now()` when it was asked for; events since then are newer
 */
export function takeView(download, view, askedAt) {
  const { batch, name, url, pool } = view;
  Object.assign(download, { batch, name, url, pool });
  download.hasWork = view.work !== null;
  download.createdAt = epoch(view.created_at) ?? download.createdAt;
  for (const run of runsOf(view)) mergeRun(download, run);
  if (download.touchedAt > askedAt) return;
  download.state = view.state;
  download.fraction = view.fraction;
  download.bytesDone = view.bytes_done;
  download.bytesTotal = view.bytes_total;
  download.handedBack = view.handed_back;
  download.cancelRequested = view.cancel_requested;
  download.retryAt = epoch(view.retry_at);
  download.failure = view.error;
  download.endedAt = epoch(view.ended_at);
  download.file = view.links.file;
}

/**
 * Update the record from an event.
 * @param {Download} download
 * @param {ServerEvent} event
 */
export function takeEvent(download, event) {
  const { type, at, data } = event;
  download.touchedAt = performance.now();
  download.batch ||= event.batch;
  if (data.name) download.name = data.name;
  if (type === "started") start(download, at, data);
  else if (type === "progress") progress(download, data);
  else if (isEnded(type)) end(download, at, event);
  else wait(download, at, event);
}

/**
 * How much is done, from 0 to 1; null when it runs and nobody can know.
 * @param {Download} download
 * @returns {number|null}
 */
export function fractionOf({ state, fraction }) {
  if (state === "finished") return 1;
  if (state === "running") return fraction;
  return isEnded(state) ? (fraction ?? 0) : 0;
}

/**
 * Whether it has all its bytes and computes.
 * @param {Download} download
 */
export function isComputing({ state, fraction, hasWork }) {
  return state === "running" && fraction === 1 && hasWork === true;
}

/**
 * How long the newest run took, or has been going on; null when nothing runs or ran.
 * @param {Download} download
 * @param {number} at now, in seconds since the epoch
 * @returns {number|null} seconds
 */
export function secondsOf(download, at) {
  const run = lastRun(download);
  if (!run || !(download.state === "running" || isEnded(download.state))) return null;
  return run.wallSecs ?? Math.max(0, (run.end ?? at) - run.start);
}

/**
 * @param {Download} download
 * @param {number} at
 * @param {Record<string, any>} data
 */
function start(download, at, data) {
  const run = runOfEvent(data);
  // An open run before it died without a word; the same one may be known from the list.
  if (run.number !== lastRun(download)?.number) closeRun(download, at, "lost");
  mergeRun(download, run);
  Object.assign(download, { state: "running", failure: null, endedAt: null, fraction: null });
}

/**
 * @param {Download} download
 * @param {Record<string, any>} data
 */
function progress(download, data) {
  if (isEnded(download.state)) return; // a straggler
  download.state = "running";
  takeProgress(download, data);
}

/**
 * @param {Download} download
 * @param {number} at
 * @param {ServerEvent} event
 */
function end(download, at, { type, data }) {
  const state = /** @type {"finished"|"failed"|"cancelled"} */ (type);
  download.state = state;
  download.failure = data.failure ?? null;
  download.bytesDone = data.size_bytes || download.bytesDone;
  if (state === "finished") {
    download.fraction = 1;
    if (download.url) download.file = `/api/v1/downloads/${encodeURIComponent(download.id)}/file`;
  }
  download.endedAt = epoch(data.ended_at) ?? at;
  closeRun(download, download.endedAt, state, download.failure, measuresOf(data));
}

/**
 * Back on its queue: handed back, asked for again, or retried, after a pause.
 * @param {Download} download
 * @param {number} at
 * @param {ServerEvent} event
 */
function wait(download, at, { type, data }) {
  if (type === "retrying") {
    closeRun(download, epoch(data.ended_at) ?? at, "failed", data.failure, measuresOf(data));
  }
  if (type === "handed-back") {
    download.handedBack = [...download.handedBack, REASON_OF[data.ended]];
    closeRun(download, epoch(data.ended_at) ?? at, data.ended);
  }
  if (type === "requeued") download.cancelRequested = false;
  download.retryAt = epoch(data.retry_at);
  download.state = download.retryAt === null ? "queued" : "scheduled";
  Object.assign(download, { fraction: null, bytesDone: 0, endedAt: null });
  Object.assign(download, { failure: null, file: null });
}

/**
 * @param {Download} download
 * @param {Record<string, any>} data
 */
function takeProgress(download, data) {
  download.fraction = data.fraction ?? null;
  download.bytesDone = data.bytes_done ?? download.bytesDone;
  download.bytesTotal = data.bytes_total ?? download.bytesTotal;
}

/**
 * What the end of a run tells of its seconds.
 * @param {Record<string, any>} data
 */
function measuresOf(data) {
  return { wallSecs: data.wall_secs, cpuSecs: data.cpu_secs };
}
