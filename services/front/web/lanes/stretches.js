/** From samples to stretches, and from stretches to columns of the screen. Nothing here draws. */

import { firstReaching } from "./culling.js";
import { KINDS } from "./model.js";

/**
 * A sample as the server sends it: seconds since the leg's start, phase, CPU seconds, seconds without a core.
 * @typedef {[number, "download"|"work", number, number|null]} Sample
 * @typedef {import("./model.js").Stretch} Stretch
 *
 * A task as the server sends it; one that still runs has no end.
 * @typedef {{
 *   started_secs: number, ended_secs: number|null, samples: Sample[], cpu_secs?: number,
 *   core_wait_secs?: number|null, work_secs?: number, work_cpu_secs?: number, work_core_wait_secs?: number|null
 * }} Task
 */

/**
 * A task's stretches, as `lab.shares` makes them: as fine as its samples are; without samples its download and
 * its work, if it has ended.
 * @param {Task} task
 * @param {boolean} sharesGil whether other tasks had to share a GIL with this one
 * @returns {Stretch[]}
 */
export function stretchesOf(task, sharesGil) {
  const samples = task.samples.length > 1 ? task.samples : phasesOf(task);
  const stretches = [];
  for (let i = 1; i < samples.length; i += 1) {
    if (samples[i][0] > samples[i - 1][0]) stretches.push(between(samples[i - 1], samples[i], sharesGil));
  }
  return stretches;
}

/**
 * What is known of a task that was not sampled, as samples: at its start, between its phases, at its end.
 * @param {Task} task
 * @returns {Sample[]}
 */
function phasesOf(task) {
  const { started_secs: start, ended_secs: end, cpu_secs: cpu = 0, core_wait_secs: coreWait = null } = task;
  if (end === null) return [];
  const { work_secs: work = 0, work_cpu_secs: workCpu = 0, work_core_wait_secs: workCoreWait = null } = task;
  const ownCoreWait = coreWait === null ? null : Math.max(0, coreWait - (workCoreWait ?? 0));
  return [
    [start, "download", 0, 0],
    [Math.max(start, end - work), "work", Math.max(0, cpu - workCpu), ownCoreWait],
    [end, "work", cpu, coreWait],
  ];
}

/**
 * @param {Sample} before
 * @param {Sample} after
 * @param {boolean} sharesGil
 * @returns {Stretch}
 */
function between([start, phase, cpu, coreWait], [end, , cpuAfter, coreWaitAfter], sharesGil) {
  const secs = end - start;
  const isKnown = coreWait !== null && coreWaitAfter !== null;
  const computing = within(cpuAfter - cpu, secs);
  const core = isKnown ? within(coreWaitAfter - coreWait, secs - computing) : 0;
  const rest = secs - computing - core;
  const kind = phase === "download" ? "waiting" : sharesGil ? "gil" : "other";
  const secsOf = { computing, core, waiting: 0, gil: 0, other: 0, [kind]: rest };
  return { start, end, shares: KINDS.map((kind) => secsOf[kind] / secs) };
}

/**
 * Clocks of threads tick coarsely: a stretch cannot hold more than its own length.
 * @param {number} secs
 * @param {number} most
 */
function within(secs, most) {
  return Math.min(Math.max(secs, 0), Math.max(most, 0));
}

const sums = new Float64Array(KINDS.length);

/**
 * Visit the stretches of a bar as columns that are wide enough to be seen: what is narrower is averaged by time.
 * @param {Stretch[]} stretches
 * @param {number} from only what lies after it
 * @param {number} to and before it
 * @param {number} leastSecs how long a column is at least
 * @param {(start: number, end: number, shares: Float64Array) => void} visit `shares` is used again
 */
export function eachColumn(stretches, from, to, leastSecs, visit) {
  let [start, end, secs] = [from, from, 0];
  const flush = () => {
    if (secs <= 0) return;
    for (let i = 0; i < sums.length; i += 1) sums[i] /= secs;
    visit(start, end, sums);
    sums.fill(0);
    secs = 0;
  };
  sums.fill(0);
  for (let i = firstReaching(stretches, from, endOfStretch); i < stretches.length; i += 1) {
    const left = Math.max(stretches[i].start, from);
    const right = Math.min(stretches[i].end, to);
    if (left >= to) break;
    if (left > end + leastSecs) flush();
    if (secs === 0) start = left;
    for (let k = 0; k < sums.length; k += 1) sums[k] += stretches[i].shares[k] * (right - left);
    secs += right - left;
    end = right;
    if (end - start >= leastSecs) flush();
  }
  flush();
}

/** @param {Stretch} stretch */
function endOfStretch({ end }) {
  return end;
}
