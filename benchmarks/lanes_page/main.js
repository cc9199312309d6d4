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
  const experiment = madeExperiment("computing", legs, size);
  experiment.state = "running";
  const leg = experiment.legs[1];
  const tasks = madeTasks("thread_pool", "computing", 1, size);
  leg.runs = [];
  source.takeExperiment(experiment);
  const startedAt = clock();
  let before = 0;
  const timer = setInterval(() => {
    const elapsed_secs = clock() - startedAt;
    source.takeProgress({ experiment: experiment.id, leg: 1, repeat: 0, elapsed_secs, tasks: changed(tasks, before, elapsed_secs) });
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
 * Count frames while something is done at each of them.
 * @param {number} millisecs
 * @param {(fraction: number) => void} [each] done before each frame, with how much of the time has passed
 * @returns {Promise<{fps: number, longest: number, longTasks: number, busy: number}>}
 */
function frames(millisecs, each = () => {}) {
  return new Promise((resolve) => {
    let longTasks = 0;
    const observer = new PerformanceObserver((list) => {
      longTasks += list.getEntries().length;
    });
    observer.observe({ entryTypes: ["longtask"] });
    const began = performance.now();
    let [count, last, longest] = [0, began, 0];
    const step = (/** @type {number} */ at) => {
      count += 1;
      longest = Math.max(longest, at - last);
      last = at;
      if (performance.now() - began < millisecs) {
        each((performance.now() - began) / millisecs);
        requestAnimationFrame(step);
        return;
      }
      observer.disconnect();
      resolve({ fps: (count / (performance.now() - began)) * 1_000, longest, longTasks, busy: 0 });
    };
    requestAnimationFrame(step);
  });
}
