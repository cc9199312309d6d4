/** Where a task runs or ran, in words. */

import { say } from "./words.js";

/**
 * The host, process, thread and, in a sub-interpreter, that.
 * @param {Pick<import("./types.js").Runner, "host"|"pid"|"thread_id"|"interpreter_id">} runner interpreter 0 is the main one
 * @returns {string}
 */
export function placeOf({ host, pid, thread_id: thread, interpreter_id: interpreter }) {
  const parts = [host, say("place.process", { pid }), say("place.thread", { thread })];
  if (interpreter) parts.push(say("place.interpreter", { interpreter }));
  return parts.join(" · ");
}
