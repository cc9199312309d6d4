/** The run of a leg that goes on, told by events that hold only what has changed. Nothing here draws. */

import { arranged, barOf, contended, interpreterOf } from "./leg_lanes.js";
import { stretchesOf } from "./stretches.js";

/**
 * @typedef {import("./stretches.js").Sample} Sample
 * @typedef {[
 *   index: number, startedSecs: number, endedSecs: number|null, ended: string|null, host: string, pid: number,
 *   threadId: number, interpreterId: number, samples: Sample[]
 * ]} Changed
 * @typedef {{
 *   experiment: string, leg: string|number, repeat: number, elapsed_secs: number, tasks: Changed[]
 * }} Progress
 * @typedef {import("./leg_lanes.js").TaskRun} TaskRun
 * @typedef {{task: TaskRun, bar: import("./model.js").Bar}} Run
 */

export class LegLive {
  /**
   * @param {number} repeat
   * @param {boolean} hasGil whether the GIL was on at the start; what it was at the end, only the end knows
   */
  constructor(repeat, hasGil) {
    this.repeat = repeat;
    this._hasGil = hasGil;
    this._startedAt = Infinity;
    /** @type {Map<string, Run>} a task that was handed back runs again */
    this._runs = new Map();
    /** @type {Set<string>} */
    this._sharing = new Set();
  }

  /**
   * @param {Progress} progress
   * @param {number} now by the page's clock, in seconds
   */
  take(progress, now) {
    // An event cannot come before it happens, so the earliest start is the nearest.
    this._startedAt = Math.min(this._startedAt, now - progress.elapsed_secs);
    for (const changed of progress.tasks) this._change(changed);
    if (this._hasGil) this._share();
  }

  /** What the lanes show of it: a part of a group. */
  part() {
    const lanes = arranged([...this._runs.values()]);
    const version = `live ${this.repeat} ${lanes.length} ${this._sharing.size}`;
    return { lanes, startedAt: this._startedAt, end: null, version };
  }

  /** @param {Changed} changed */
  _change([index, started_secs, ended_secs, ended, host, pid, thread_id, interpreter_id, samples]) {
    const key = `${index} ${started_secs}`;
    const run = this._runs.get(key);
    if (!run) {
      const who = { host, pid, thread_id, interpreter_id };
      const task = { index, name: "", started_secs, ended_secs, ended, samples, ...who };
      const stretches = stretchesOf(task, this._sharing.has(interpreterOf(task)));
      this._runs.set(key, { task, bar: barOf(task, stretches) });
      return;
    }
    const { task, bar } = run;
    const added = { ...task, ended_secs: null, samples: [...task.samples.slice(-1), ...samples] };
    bar.stretches.push(...stretchesOf(added, this._sharing.has(interpreterOf(task))));
    task.samples.push(...samples);
    task.ended_secs = bar.end = ended_secs;
    task.ended = bar.state = ended;
  }

  /** Of tasks that share a GIL, as has now been seen, also what they did before is told anew. */
  _share() {
    const sharing = contended([...this._runs.values()].map(({ task }) => task));
    for (const { task, bar } of this._runs.values()) {
      const key = interpreterOf(task);
      if (sharing.has(key) && !this._sharing.has(key)) bar.stretches = stretchesOf(task, true);
    }
    this._sharing = sharing;
  }
}
