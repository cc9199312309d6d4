/**
 * What the runs of a batch add up to, and what that sum may be called.
 *
 * Only for waiting is "added up ÷ by the clock" a speed-up: sleeping takes as long alone as beside others.
 * Computing does not: a thread that waits for the GIL seems to run. So of computing the CPU seconds are
 * added up, which say how many cores were busy. Real downloads share a line and slow each other down, so their
 * quotient only says how many ran at once.
 */

import { isEnded } from "../core/constants.js";
import { lastRun } from "../downloads/runs.js";

/**
 * @typedef {import("../downloads/record.js").Download} Download
 * @typedef {"waiting"|"computing"|"transferring"} Kind
 * @typedef {{
 *   kind: Kind, elapsedSecs: number, sumSecs: number|null, isWhole: boolean, quotient: number|null
 * }} Speed
 */

const COUNTED = new Set([null, "finished"]); // how runs end that have done their work, or may still do it
const SHORTEST_SECS = 0.2; // before that the quotient jumps about and says nothing

/**
 * @param {Download[]} downloads
 * @param {number} at now, in seconds since the epoch: how long running ones have run
 * @returns {Speed|null} null when nothing has started; without a sum when it is not known yet, without a quotient
 *   when a run failed, was lost, handed back or cancelled: the time has passed, and the work was not done
 */
export function speedOf(downloads, at) {
  const runs = downloads.flatMap((download) => download.runs);
  if (!runs.length) return null;
  const first = runs.reduce((least, run) => Math.min(least, run.start), Infinity);
  const last = runs.reduce((most, run) => Math.max(most, run.end ?? at), -Infinity);
  const elapsedSecs = Math.max(0, last - first);
  const kind = kindOf(downloads);
  const isKnown = kind !== "computing" && downloads.every(({ hasWork }) => hasWork !== null);
  const sumSecs = isKnown ? wallSecs(downloads, at) : kind === "computing" ? cpuSecs(downloads) : null;
  const isWhole = runs.every((run) => COUNTED.has(run.ended));
  const isMeant = sumSecs !== null && isWhole && elapsedSecs > SHORTEST_SECS;
  return { kind, elapsedSecs, sumSecs, isWhole, quotient: isMeant ? sumSecs / elapsedSecs : null };
}

/**
 * @param {Download[]} downloads
 * @returns {Kind}
 */
function kindOf(downloads) {
  if (downloads.some(({ hasWork }) => hasWork)) return "computing";
  return downloads.some(({ url }) => url !== null) ? "transferring" : "waiting";
}

/**
 * @param {Download[]} downloads
 * @param {number} at
 */
function wallSecs(downloads, at) {
  return counted(downloads).reduce((sum, run) => sum + (run.wallSecs ?? (run.end ?? at) - run.start), 0);
}

/**
 * Known when all have ended: a run tells its CPU seconds at its end.
 * @param {Download[]} downloads
 */
function cpuSecs(downloads) {
  const runs = counted(downloads);
  const isKnown = downloads.every(({ state }) => isEnded(state)) && runs.every((run) => run.cpuSecs !== null);
  return isKnown ? runs.reduce((sum, run) => sum + (run.cpuSecs ?? 0), 0) : null;
}

/** @param {Download[]} downloads */
function counted(downloads) {
  return downloads.flatMap((download) => lastRun(download) ?? []).filter((run) => COUNTED.has(run.ended));
}
