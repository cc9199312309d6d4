/** Which workers live, and which pools they serve. Nothing here touches the page. */

import { epoch } from "../core/format.js";

/** @typedef {import("../core/types.js").WorkerView} WorkerView */

/** How often this page asks for the workers, in seconds: what it knows of a heartbeat may be as old. */
export const REFRESH_SECS = 3;
const LATE_HEARTBEATS = 2; // one may be lost

/**
 * For how long a worker has been silent, in seconds; null when its heartbeat is not known.
 * @param {WorkerView} worker
 * @param {number} at now, in seconds since the epoch
 */
export function silentSecs(worker, at) {
  const beat = epoch(worker.last_heartbeat);
  return beat === null ? null : Math.max(0, at - beat);
}

/**
 * Whether a worker has missed heartbeats, and so may be dead; that is certain only when its lease has ended. False
 * for a worker whose heartbeat interval is not known.
 * @param {WorkerView} worker
 * @param {number} at now, in seconds since the epoch
 */
export function isSilent(worker, at) {
  const secs = silentSecs(worker, at);
  if (secs === null || worker.heartbeat_secs === null) return false;
  return secs > LATE_HEARTBEATS * worker.heartbeat_secs + REFRESH_SECS;
}

/**
 * Who could take downloads for a pool: nobody at all, nobody for this pool, or somebody.
 * @param {WorkerView[]} living
 * @param {string} pool
 * @returns {"nobody"|"unserved"|"served"}
 */
export function serviceFor(living, pool) {
  if (!living.length) return "nobody";
  return living.some(({ queues }) => queues.includes(`parallax-${pool}`)) ? "served" : "unserved";
}

/**
 * What each slot runs; a job that names no slot goes into the first free one.
 * @param {WorkerView} worker
 */
export function slotsOf(worker) {
  const count = Math.max(worker.slots, worker.running.length);
  /** @type {(import("../core/types.js").RunningView|null)[]} */
  const slots = Array.from({ length: count }, () => null);
  for (const job of worker.running) {
    if (job.slot !== null && job.slot < slots.length && !slots[job.slot]) slots[job.slot] = job;
  }
  for (const job of worker.running) if (!slots.includes(job)) slots[slots.indexOf(null)] = job;
  return slots;
}
