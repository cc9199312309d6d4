/** The form that starts downloads. */

import { Problem, submit } from "../core/api.js";
import { byId, byIdOf, setShown, setText, setTextWithCode } from "../core/dom.js";
import { seconds } from "../core/format.js";
import { newKey } from "../core/keys.js";
import { painter } from "../core/paint.js";
import { say, sayCount, sayValue } from "../core/words.js";
import { choicesOf, findControls, keep, poolOf, restore } from "./controls.js";
import { linesFor } from "./fills.js";
import { mistakesOf, mistakesOfAnswer, showMistakes } from "./mistakes.js";
import { linesOf, submissionOf } from "./submission.js";

const SHORTEST_SECS = 5;
const LONGEST_SECS = 10;

/**
 * @typedef {import("./submission.js").Submission} Submission
 * @typedef {(batch: import("../core/types.js").BatchView, ids: string[], submission: Submission) => void} OnQueued
 */

/** Sends what is written, and says what came of it. */
export class Form {
  /**
   * @param {import("../workers/workers.js").Workers} workers
   * @param {string} originUrl where the demo files are
   * @param {OnQueued} onQueued
   */
  constructor(workers, originUrl, onQueued) {
    this._workers = workers;
    this._onQueued = onQueued;
    this._controls = findControls();
    this._attempt = { body: "", key: "" };
    this._isSending = false;
    // Pasting a thousand lines is a thousand inputs to some browsers.
    this._paint = painter(() => this._draw());
    workers.listen(this._paint);
    const { form, names } = this._controls;
    restore(form);
    byId("fills").addEventListener("click", (event) => {
      const button = /** @type {Element} */ (event.target).closest("[data-fill]");
      if (button instanceof HTMLElement) this._fill(linesFor(button.dataset.fill ?? "", originUrl));
    });
    form.addEventListener("input", () => this._onInput());
    // Ctrl+Enter, as in every box one writes several lines into.
    names.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this._start();
    });
    this._onInput();
  }

  /** @param {string[]} lines */
  _fill(lines) {
    const { names } = this._controls;
    names.value = lines.join("\n");
    names.scrollTop = 0;
    this._onInput();
  }

  _onInput() {
    setShown(byId("rounds-field"), this._controls.work.value !== "none");
    if (!byId("errors").hidden) showMistakes([]);
    setText(byId("said"), "");
    this._paint();
  }

  _draw() {
    const { names, timeScale, form } = this._controls;
    const count = linesOf(names.value).length;
    setText(byId("names-count"), count ? sayCount("submit.count", count) : say("submit.count.none"));
    const start = byId("start");
    start.setAttribute("aria-disabled", String(this._isSending));
    setText(
      start,
      this._isSending
        ? say("submit.sending")
        : count
          ? sayCount("submit.button", count)
          : say("submit.button.none"),
    );
    const scale = Number.isFinite(timeScale.valueAsNumber) ? timeScale.valueAsNumber : 1;
    const range = { from: seconds(SHORTEST_SECS * scale), to: seconds(LONGEST_SECS * scale) };
    setText(byId("time-scale-hint"), say("submit.time_scale.hint", range));
    this._showService();
    keep(form);
  }

  /** Say of each pool that nobody serves that nobody does. */
  _showService() {
    for (const mark of /** @type {NodeListOf<HTMLElement>} */ (
      document.querySelectorAll("[data-unserved]")
    )) {
      const service = this._workers.serviceOf(mark.dataset.unserved ?? "");
      setShown(mark, service === "unserved" || service === "nobody");
    }
    const pool = poolOf(this._controls);
    const isServed = ["served", "unknown"].includes(this._workers.serviceOf(pool));
    setShown(byId("pool-why"), !isServed);
    setTextWithCode(byId("pool-why"), isServed ? "" : this._whyUnserved(pool, "submit.unserved.hint"));
  }

  /**
   * @param {string} pool
   * @param {string} otherwise the words when nobody has told a reason
   */
  _whyUnserved(pool, otherwise) {
    return this._workers.whyUnserved(pool) || say(otherwise, { pool: sayValue("workers.pool", pool) });
  }

  async _start() {
    if (this._isSending) return;
    const lines = linesOf(this._controls.names.value);
    const mistakes = mistakesOf(this._controls, lines);
    showMistakes(mistakes);
    if (mistakes.length || !(await this._isMeant())) return;
    await this._send(lines);
  }

  /** Whether to queue, even where nobody would take it. */
  async _isMeant() {
    const pool = poolOf(this._controls);
    const service = this._workers.serviceOf(pool);
    if (service === "served" || service === "unknown") return true;
    const dialog = byIdOf("unserved", HTMLDialogElement);
    setTextWithCode(byId("unserved-why"), this._whyUnserved(pool, "submit.unserved.text"));
    dialog.returnValue = "";
    dialog.showModal();
    await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
    return dialog.returnValue === "queue";
  }

  /** @param {import("./submission.js").Line[]} lines */
  async _send(lines) {
    const submission = submissionOf(lines, choicesOf(this._controls));
    const body = JSON.stringify(submission);
    // A new key only for new content: sending the same again after no answer came must not queue twice.
    if (this._attempt.body !== body) this._attempt = { body, key: newKey() };
    this._setSending(true);
    try {
      const answer = await submit(submission, this._attempt.key);
      this._attempt = { body: "", key: "" };
      setText(byId("said"), sayCount("submit.queued", answer.downloads.length));
      this._onQueued(answer.batch, answer.downloads, submission);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      showMistakes(mistakesOfAnswer(error, lines));
    } finally {
      this._setSending(false);
    }
  }

  /** @param {boolean} isSending */
  _setSending(isSending) {
    this._isSending = isSending;
    this._paint();
  }
}
