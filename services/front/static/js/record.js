/**
 * What the page knows of one download, from the API's views and from events.
 *
 * A run is one attempt: who ran it, from when to when, and how it ended. A download has several when it
 * was retried or handed back.
 *
 * @typedef {{host: string, pid: number, thread_id: number, interpreter_id: number, task: string}} Runner
 * @typedef {{runner: Runner, start: number, end: number|null, how: string, isGuess?: boolean}} Run
 */

import { epoch } from "./format.js";
import { now } from "./time.js";

/** States that nothing follows by itself. */
export const ENDED = new Set(["finished", "failed", "cancelled"]);

const SAME_RUN_SECS = 1.5; // RQ's start of a job and the task's own are not quite the same moment

/**
 * A record of which only this is known.
 * @param {string} id
 * @param {object} [known]
 */
export function newRecord(id, known = {}) {
  return {
    id, batch: "", name: "", url: null, pool: "", state: "queued", fraction: null, bytesDone: 0,
    bytesTotal: null, runCount: 0, handedBack: [], cancelRequested: false, runner: null, outcome: null,
    error: null, createdAt: null, startedAt: null, endedAt: null, file: null,
    touchedAt: 0, problem: "", /** @type {Run[]} */ runs: [], ...known,
  };
}

/**
 * Take over what the API says.
 * @param {object} record
 * @param {object} view a DownloadView
 * @param {number} askedAt `performance.now()` when it was asked for; what happened since is newer
 */
export function takeView(record, view, askedAt) {
  Object.assign(record, { batch: view.batch, name: view.name, url: view.url, pool: view.pool });
  record.createdAt = epoch(view.created_at) ?? record.createdAt;
  if (record.touchedAt > askedAt) {
    correctGuess(record, view);
    return;
  }
  record.state = view.state;
  record.fraction = view.fraction;
  record.bytesDone = view.bytes_done;
  record.bytesTotal = view.bytes_total;
  record.runCount = view.runs;
  record.handedBack = view.handed_back;
  record.cancelRequested = view.cancel_requested;
  record.runner = view.runner;
  record.outcome = view.outcome;
  record.error = view.error;
  record.startedAt = epoch(view.started_at);
  record.endedAt = epoch(view.ended_at);
  record.file = view.links.file;
  takeRunOfView(record);
}

/**
 * Take over what an event says.
 * @param {object} record
 * @param {{type: string, batch: string, at: number, data: object}} event
 */
export function takeEvent(record, event) {
  const { type, at, data } = event;
  record.touchedAt = performance.now();
  record.batch ||= event.batch;
  if (data.name) record.name = data.name;
  if (type === "started") start(record, at, data);
  else if (type === "progress") progress(record, at, data);
  else if (ENDED.has(type)) end(record, type, at, data);
  else wait(record, type, at, data);
}

/**
 * How much is done, from 0 to 1; null when it runs and nobody can know.
 * @param {object} record
 * @returns {number|null}
 */
export function fractionOf(record) {
  if (ENDED.has(record.state)) return record.state === "finished" ? 1 : record.fraction ?? 0;
  return record.state === "running" ? record.fraction : 0;
}

/**
 * How long it took, or has been running so far; null when it never ran.
 * @param {object} record
 * @returns {number|null} seconds
 */
export function secondsOf(record) {
  if (record.state === "running") return record.startedAt === null ? null : Math.max(0, now() - record.startedAt);
  if (!ENDED.has(record.state)) return null;
  return record.outcome?.wall_secs ?? null;
}

function start(record, at, data) {
  closeRun(record, at, "handed-back"); // an unclosed run died without a word
  record.state = "running";
  record.fraction = data.fraction ?? 0;
  record.runCount += 1;
  record.outcome = record.error = record.endedAt = null;
  record.startedAt = at;
  takeProgress(record, data);
  if (data.runner) addRun(record, { runner: data.runner, start: at, end: null, how: "running" });
}

function progress(record, at, data) {
  if (ENDED.has(record.state)) return; // a straggler
  if (record.state !== "running") {
    record.state = "running";
    record.startedAt ??= at;
  }
  takeProgress(record, data);
  if (data.runner && !openRun(record)) {
    // The page came while it ran; when it started is in the API's view of it.
    addRun(record, { runner: data.runner, start: record.startedAt ?? at, end: null, how: "running", isGuess: true });
  }
}

function end(record, state, at, data) {
  const outcome = data.outcome ?? null;
  record.state = state;
  record.outcome = outcome;
  record.endedAt = outcome ? outcome.started_at + outcome.wall_secs : at;
  record.error = outcome?.failure && state !== "finished" ? outcome.failure : null;
  if (outcome) record.bytesDone = outcome.size_bytes || record.bytesDone;
  if (data.runner) record.runner = data.runner;
  if (state === "finished") {
    record.fraction = 1;
    if (record.url) record.file = `/api/v1/downloads/${encodeURIComponent(record.id)}/file`;
  }
  if (outcome) {
    const run = { runner: outcome.runner ?? data.runner, start: outcome.started_at, end: null, how: state };
    const open = openRun(record);
    if (open) Object.assign(open, run);
    else addRun(record, run);
  }
  closeRun(record, record.endedAt, state);
}

function wait(record, type, at, data) {
  const isRun = type !== "requeued";
  if (isRun) closeRun(record, at, type === "retrying" ? "failed" : "handed-back");
  if (type === "handed-back") record.handedBack = [...record.handedBack, data.reason ?? ""];
  if (!isRun) record.cancelRequested = false;
  Object.assign(record, { state: "queued", fraction: null, bytesDone: 0, startedAt: null, endedAt: null });
  Object.assign(record, { outcome: null, error: null, file: null });
  record.runner = isRun ? record.runner : null;
}

function takeProgress(record, data) {
  record.fraction = data.fraction ?? null;
  record.bytesDone = data.bytes_done ?? record.bytesDone;
  record.bytesTotal = data.bytes_total ?? record.bytesTotal;
  if (data.runner) record.runner = data.runner;
}

function takeRunOfView(record) {
  const { outcome, state } = record;
  if (!ENDED.has(state) && state !== "running") {
    closeRun(record, now(), "handed-back");
    return;
  }
  const runner = outcome?.runner ?? record.runner;
  const startedAt = outcome?.started_at ?? record.startedAt;
  if (!runner || startedAt === null) return;
  const ended = ENDED.has(state) ? (outcome ? outcome.started_at + outcome.wall_secs : record.endedAt) : null;
  const known = record.runs.find((run) => isSame(run, runner, startedAt));
  const isExact = known && !outcome && !known.isGuess; // the event's own start is nearer than RQ's
  if (known) Object.assign(known, { start: isExact ? known.start : startedAt, end: ended, how: state, isGuess: false });
  else addRun(record, { runner, start: startedAt, end: ended, how: state });
}

function isSame(run, runner, start) {
  const isSamePlace = run.runner.host === runner.host && run.runner.pid === runner.pid
    && run.runner.thread_id === runner.thread_id;
  const isOpenGuess = run.isGuess && run.end === null;
  return isSamePlace && (isOpenGuess || Math.abs(run.start - start) < SAME_RUN_SECS);
}

function correctGuess(record, view) {
  const run = openRun(record);
  const startedAt = epoch(view.started_at);
  if (!run?.isGuess || startedAt === null || startedAt > run.start) return;
  Object.assign(run, { start: startedAt, isGuess: false });
  record.startedAt = startedAt;
}

function addRun(record, run) {
  closeRun(record, run.start, "handed-back");
  record.runs.push(run);
}

function openRun(record) {
  const last = record.runs.at(-1);
  return last && last.end === null ? last : null;
}

function closeRun(record, at, how) {
  const run = openRun(record);
  if (run) Object.assign(run, { end: Math.max(run.start, at ?? run.start), how });
}
