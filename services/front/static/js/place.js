/** Where a download runs or ran, in words. */

import { say } from "./words.js";

/**
 * The host, process, thread and, in a sub-interpreter, that.
 * @param {{host: string, pid: number, thread_id: number, interpreter_id: number}} runner 0 is the main interpreter
 * @returns {string}
 */
export function placeOf({ host, pid, thread_id: thread, interpreter_id: interpreter }) {
  const parts = [host, say("row.process", { pid }), say("row.thread", { thread })];
  if (interpreter) parts.push(say("row.interpreter", { interpreter }));
  return parts.join(" · ");
}
