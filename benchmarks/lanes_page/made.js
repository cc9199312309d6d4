/** Experiments that are made up, to try the lanes with as many tasks as are wanted. */

/** @typedef {{tasks: number, slots: number, samples: number, secs: number}} Size of one leg */

export const FAMILIES = {
  sequential: "sequential",
  thread_pool: "threads",
  process_pool: "processes",
  interpreter_pool: "interpreters",
  to_thread: "asyncio",
  distributed: "distributed",
};
const MODELS = Object.keys(FAMILIES);
Object.assign(FAMILIES, { threads: "threads", thread_subclass: "threads", processes: "processes" });

/**
 * An experiment that has ended.
 * @param {string} workload "waiting" or "computing"
 * @param {number} legs
 * @param {Size} size
 * @param {boolean} hasSequential whether the first leg has one slot
 */
export function madeExperiment(workload, legs, size, hasSequential = true) {
  const first = hasSequential ? 0 : 1;
  return {
    id: `${workload} ${legs}`,
    state: "finished",
    plan: { repeats: 3 },
    legs: Array.from({ length: legs }, (_, i) => madeLeg(MODELS[(i + first) % MODELS.length], workload, i, size)),
  };
}

/**
 * @param {string} model
 * @param {string} workload
 * @param {number} number
 * @param {Size} size
 */
function madeLeg(model, workload, number, size) {
  const slots = model === "sequential" ? 1 : size.slots;
  const tasks = madeTasks(model, workload, number, { ...size, slots });
  const makespan_secs = Math.max(...tasks.map(({ ended_secs }) => ended_secs)) + 0.05;
  const gil_after = model !== "to_thread";
  return {
    plan: { model, python: number >= MODELS.length - 1 ? `3.1${number}` : "", pool: model === "distributed" ? "threads" : "" },
    python: { gil: gil_after },
    runs: [{ repeat: 0, makespan_secs, gil_after, tasks }],
    shown_run: 0,
    summary: { median_secs: makespan_secs },
    unavailable: null,
  };
}

/**
 * @param {string} model
 * @param {string} workload
 * @param {number} leg
 * @param {Size} size
 */
export function madeTasks(model, workload, leg, { tasks, slots, samples, secs }) {
  const random = seeded(leg + 1);
  const free = Array.from({ length: slots }, (_, slot) => ({ slot, at: 0.02 * random() }));
  return Array.from({ length: tasks }, (_, index) => {
    free.sort((one, other) => one.at - other.at);
    const { slot, at } = free[0];
    const length = secs * (0.5 + random());
    free[0].at = at + length + 0.002;
    const ended = index % 97 === 50 ? "failed" : "finished";
    const who = whoOf(model, slot);
    const started_secs = at;
    const points = madeSamples(workload, slots, at, length, samples, random);
    return { index, name: `file-${index}`, ended, ...who, started_secs, ended_secs: at + length, samples: points };
  });
}

/**
 * @param {string} model
 * @param {number} slot
 */
function whoOf(model, slot) {
  const isProcess = model === "process_pool";
  return {
    host: model === "distributed" ? `worker-${slot % 4}` : "lab",
    pid: isProcess ? 100 + slot : 100 + (model === "distributed" ? slot % 4 : 0),
    thread_id: isProcess ? 1 : 1_000 + slot,
    interpreter_id: model === "interpreter_pool" ? slot + 1 : 0,
  };
}

/**
 * @param {string} workload
 * @param {number} slots
 * @param {number} start
 * @param {number} secs
 * @param {number} count
 * @param {() => number} random
 */
function madeSamples(workload, slots, start, secs, count, random) {
  const waits = workload === "waiting" ? 0.95 : 0.15;
  let [cpu, core] = [0, 0];
  return Array.from({ length: count + 1 }, (_, i) => {
    const fraction = i / count;
    const isWork = fraction >= waits;
    const step = i ? secs / count : 0;
    cpu += step * (isWork ? (0.4 + 0.6 * random()) / Math.min(slots, 3) : 0.02);
    core += isWork ? step * 0.2 * random() : 0;
    return [start + fraction * secs, isWork ? "work" : "download", cpu, core];
  });
}

/** @param {number} seed */
function seeded(seed) {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
