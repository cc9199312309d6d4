/** What the tasks say: the sentences of the study note, one line after another. Nothing here touches the page. */

import { failureText } from "../core/failures.js";
import { say, sayValue } from "../core/words.js";

/**
 * @typedef {import("../downloads/record.js").Download} Download
 * @typedef {import("../downloads/record.js").Run} Run
 * @typedef {{at: number, key: string, type: string, run: Run, text: string}} Line
 */

/**
 * The lines of a download, in the order in which they were said.
 * @param {Download} download
 * @returns {Line[]}
 */
export function linesOf(download) {
  return download.runs.flatMap((run) => [...begun(download, run), ...ended(download, run)]);
}

/**
 * Lines in the order of their moments; of one moment, as they came.
 * @param {Line[]} lines
 */
export function inOrder(lines) {
  return lines.toSorted((one, other) => one.at - other.at);
}

/**
 * @param {Download} download
 * @param {Run} run
 * @returns {Line[]}
 */
function begun({ id, name }, run) {
  if (!run.runner) return [];
  const { pid } = run.runner;
  const line = { at: run.start, type: "started", run };
  return [
    { ...line, key: `${id}/${run.number}/started`, text: say("task.started", { pid }) },
    { ...line, key: `${id}/${run.number}/downloading`, text: say("task.downloading", { name }) },
  ];
}

/**
 * @param {Download} download
 * @param {Run} run
 * @returns {Line[]}
 */
function ended({ id, name }, run) {
  if (run.end === null || run.ended === null) return [];
  return [{ at: run.end, key: `${id}/${run.number}/ended`, type: run.ended, run, text: endText(name, run) }];
}

/**
 * @param {string} name
 * @param {Run} run
 */
function endText(name, { ended, failure, wallSecs, start, end }) {
  const secs = Number((wallSecs ?? (end ?? start) - start).toFixed(2));
  if (ended === "finished") return say("task.took", { name, secs });
  if (ended === "failed")
    return say("task.failed", { name, reason: failureText(failure) || sayValue("run", "failed") });
  return say(`log.${ended}`, { name });
}
