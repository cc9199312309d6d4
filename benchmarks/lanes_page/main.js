/** A page with nothing but lanes: the benchmark and the browser tests drive it. */

import { useWords } from "/services/front/web/core/words.js";
import { Lanes } from "/services/front/web/lanes/engine.js";
import { ExperimentLanes } from "/services/front/web/lanes/from_experiment.js";
import { FAMILIES, madeExperiment, madeTasks } from "./made.js";

const language = new URLSearchParams(location.search).get("lang") ?? "en";
useWords(await (await fetch(`/shared/words/${language}/page.json`)).json(), language);
const clock = () => performance.now() / 1_000;
const lanes = new Lanes(/** @type {HTMLElement} */ (document.getElementById("lanes")), { clock });
Object.assign(window, { lanes, show, live, frames });

/**
 * Show an experiment that has ended.
 * @param {Parameters<typeof madeExperiment>} made
 */
function show(...made) {
  const source = new ExperimentLanes({ families: FAMILIES, clock });
  const experiment = made.length === 1 ? made[0] : madeExperiment(...made);
  source.takeExperiment(experiment);
  lanes.show(source.picture());
  return experiment;
}

/**
 * Let a leg of a new experiment run, with five events a second, and the other legs be done.
 * @param {number} legs
 * @param {import("./made.js").Size} size
 * @returns {() => void} stops it
 */
function live(legs, size) {
  const source = new ExperimentLanes({ families: FAMILIES, clock });
  const experiment = madeExperiment("computing", legs, size, false);
  experiment.state = "running";
  const leg = experiment.legs[0];
  const tasks = madeTasks("thread_pool", "computing", 1, size);
  leg.runs = [];
  source.takeExperiment(experiment);
  const startedAt = clock();
  let before = 0;
  const timer = setInterval(() => {
    const elapsed_secs = clock() - startedAt;
    source.takeProgress({ experiment: experiment.id, leg: 0, repeat: 0, elapsed_secs, tasks: changed(tasks, before, elapsed_secs) });
    before = elapsed_secs;
    lanes.show(source.picture());
  }, 200);
  return () => clearInterval(timer);
}

/**
 * The tasks that an event tells of.
 * @param {any[]} tasks
 * @param {number} after
 * @param {number} until
 */
function changed(tasks, after, until) {
  return tasks
    .filter(({ started_secs, ended_secs }) => started_secs <= until && ended_secs > after)
    .map((task) => {
      const isOver = task.ended_secs <= until;
      const samples = task.samples.filter(([at]) => at <= until && (at > after || task.started_secs > after));
      const end = isOver ? task.ended_secs : null;
      const { index, started_secs, host, pid, thread_id, interpreter_id } = task;
      return [index, started_secs, end, isOver ? task.ended : null, host, pid, thread_id, interpreter_id, samples];
    });
}

/**
 * Count frames while something is done before each of them.
 * @param {number} millisecs
 * @param {(part: number) => void} [each] is told how much of the time has passed
 * @returns {Promise<{fps: number, drawn: number, drawMillisecs: number, longest: number, longTasks: number}>}
 *   frames of the browser a second, those of them in which lanes were drawn, how long that took
 */
async function frames(millisecs, each = () => {}) {
  let longTasks = 0;
  const observer = new PerformanceObserver((list) => {
    longTasks += list.getEntries().length;
  });
  observer.observe({ entryTypes: ["longtask"] });
  const draws = watchDraws();
  const began = performance.now();
  let [count, last, longest] = [0, began, 0];
  while (performance.now() - began < millisecs) {
    each((performance.now() - began) / millisecs);
    const at = await new Promise(requestAnimationFrame);
    count += 1;
    longest = Math.max(longest, at - last);
    last = at;
  }
  observer.disconnect();
  const secs = (performance.now() - began) / 1_000;
  const { count: drawn, millisecs: drawMillisecs } = draws();
  return { fps: count / secs, drawn: drawn / secs, drawMillisecs: drawMillisecs / (drawn || 1), longest, longTasks };
}

/** Time the scene's drawing; returns a function that ends this and says what it saw. */
function watchDraws() {
  const scene = lanes._scene;
  const seen = { count: 0, millisecs: 0 };
  scene.draw = (/** @type {any[]} */ ...given) => {
    const began = performance.now();
    Object.getPrototypeOf(scene).draw.apply(scene, given);
    seen.count += 1;
    seen.millisecs += performance.now() - began;
  };
  return () => {
    delete scene.draw;
    return seen;
  };
}
