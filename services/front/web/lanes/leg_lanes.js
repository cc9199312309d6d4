/** From the tasks of a leg's run to lanes: one for each thread, process or interpreter. Nothing here draws. */

import { placeOf } from "../core/place.js";
import { say } from "../core/words.js";
import { stretchesOf } from "./stretches.js";

/**
 * @typedef {import("./model.js").Lane} Lane
 * @typedef {import("./model.js").Bar} Bar
 *
 * Who ran a task.
 * @typedef {{host: string, pid: number, thread_id: number, interpreter_id: number}} Runner
 * @typedef {import("./stretches.js").Task & Runner & {
 *   index: number, name: string, ended: string|null
 * }} TaskRun
 */

/**
 * @param {TaskRun[]} tasks
 * @param {boolean} hasGil whether the GIL was on at the end
 * @returns {Lane[]}
 */
export function lanesOfTasks(tasks, hasGil) {
  const sharing = hasGil ? contended(tasks) : new Set();
  return arranged(
    tasks.map((task) => ({ task, bar: barOf(task, stretchesOf(task, sharing.has(interpreterOf(task)))) })),
  );
}

/**
 * Lanes of a host and of a process stand together; all are in the order in which they began.
 * @param {{task: TaskRun, bar: Bar}[]} runs
 * @returns {Lane[]}
 */
export function arranged(runs) {
  const ordered = [...runs].sort((one, other) => one.bar.start - other.bar.start);
  /** @type {Map<string, {task: TaskRun, bars: Bar[]}>} */
  const lanes = new Map();
  const hosts = new Order();
  const processes = new Order();
  for (const { task, bar } of ordered) {
    const key = `${interpreterOf(task)}\n${task.thread_id}`;
    const lane = lanes.get(key) ?? { task, bars: [] };
    lane.bars.push(bar);
    lanes.set(key, lane);
    hosts.note(task.host);
    processes.note(processOf(task));
  }
  const sorted = [...lanes].sort(
    ([, { task: one }], [, { task: other }]) =>
      hosts.of(one.host) - hosts.of(other.host) ||
      processes.of(processOf(one)) - processes.of(processOf(other)) ||
      one.started_secs - other.started_secs,
  );
  const tasks = sorted.map(([, { task }]) => task);
  const labels = labelsOf(tasks, hosts.size > 1, processes);
  return sorted.map(([id, { task, bars }], i) => ({ id, label: labels[i], place: placeOf(task), bars }));
}

/**
 * The interpreters whose GIL tasks had to share: tasks of it ran at the same time. As `lab.shares.contended`.
 * @param {Pick<TaskRun, "host"|"pid"|"interpreter_id"|"started_secs"|"ended_secs">[]} tasks
 * @returns {Set<string>}
 */
export function contended(tasks) {
  const found = new Set();
  /** @type {Map<string, number>} */
  const ends = new Map();
  for (const task of [...tasks].sort((one, other) => one.started_secs - other.started_secs)) {
    const key = interpreterOf(task);
    const end = ends.get(key) ?? -Infinity;
    if (task.started_secs < end) found.add(key);
    ends.set(key, Math.max(end, task.ended_secs ?? Infinity));
  }
  return found;
}

/**
 * Names the interpreter that ran a task: what has one GIL.
 * @param {Pick<TaskRun, "host"|"pid"|"interpreter_id">} task
 */
export function interpreterOf({ host, pid, interpreter_id }) {
  return `${host}\n${pid}\n${interpreter_id}`;
}

/**
 * @param {TaskRun} task
 * @param {import("./model.js").Stretch[]} stretches
 * @returns {Bar}
 */
export function barOf(task, stretches) {
  const { index, started_secs: start, ended_secs: end, ended: state } = task;
  const number = say("lanes.task", { number: index + 1 });
  const [label, details] = task.name ? [task.name, [number]] : [number, []];
  return { id: `${index} ${start}`, start, end, state, label, short: String(index + 1), stretches, details };
}

/** @param {Pick<TaskRun, "host"|"pid">} task */
function processOf({ host, pid }) {
  return `${host}\n${pid}`;
}

/** Numbers things in the order in which they are first seen, from 1. */
class Order {
  constructor() {
    /** @type {Map<string, number>} */
    this._numbers = new Map();
  }

  /** @param {string} thing */
  note(thing) {
    if (!this._numbers.has(thing)) this._numbers.set(thing, this._numbers.size + 1);
  }

  /** @param {string} thing */
  of(thing) {
    return this._numbers.get(thing) ?? 0;
  }

  get size() {
    return this._numbers.size;
  }
}

/**
 * Short names: "thread 2", "process 3", "process 1 · thread 2", "interpreter 2"; before them the host, if tasks ran
 * on several.
 * @param {TaskRun[]} lanes the first task of each, in order
 * @param {boolean} hasHosts
 * @param {Order} processes
 */
function labelsOf(lanes, hasHosts, processes) {
  const hasThreads = new Set(lanes.map(interpreterOf)).size < lanes.length;
  const hasProcesses = processes.size > 1;
  /** @type {Map<string, number>} */
  const counts = new Map();
  return lanes.map((task) => {
    const process = processOf(task);
    const number = (counts.get(process) ?? 0) + 1;
    counts.set(process, number);
    const parts = hasHosts ? [task.host] : [];
    if (hasProcesses) parts.push(say("timeline.lane.processes", { number: processes.of(process) }));
    if (task.interpreter_id) parts.push(say("timeline.lane.interpreters", { number }));
    else if (hasThreads || !hasProcesses) parts.push(say("timeline.lane.threads", { number }));
    return parts.join(" · ");
  });
}
