/**
 * When the page changes: all its parts in the same frame, and at most four times a second.
 *
 * Events come by the hundred; painting for each would keep the browser busy with what nobody can read.
 */

const PAUSE_MILLISECS = 250;

/** @type {Set<() => void>} */
const tasks = new Set();
let isAsked = false;
let lastAt = -Infinity;

/**
 * A function that has `task` run with the next painting, however often it is called until then.
 * @param {() => void} task
 * @returns {() => void}
 */
export function painter(task) {
  return () => {
    tasks.add(task);
    if (isAsked) return;
    isAsked = true;
    const pause = Math.max(0, lastAt + PAUSE_MILLISECS - performance.now());
    setTimeout(() => requestAnimationFrame(paint), pause);
  };
}

function paint() {
  isAsked = false;
  lastAt = performance.now();
  const due = [...tasks];
  tasks.clear();
  for (const task of due) task();
}
