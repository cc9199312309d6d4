/** The form that starts downloads. */

import { Problem, submit } from "./api.js";
import { byId, make, oncePerFrame, setText } from "./dom.js";
import { linesFor } from "./fills.js";
import { seconds } from "./format.js";
import { language, maxItems, number, say, sayCount } from "./words.js";

const SHORTEST_SECS = 5;
const LONGEST_SECS = 10;
const MOST_ERRORS = 8;
const KEPT = "parallax:form";

/**
 * Bring the form to life.
 * @param {(batch: object, ids: string[], items: object[]) => void} onQueued
 */
export function startForm(onQueued) {
  const form = byId("submit");
  const names = byId("names");
  let attempt = { body: "", key: "" };
  let isSending = false;

  // Pasting a thousand lines is a thousand inputs to some browsers.
  const showSoon = oncePerFrame(() => {
    if (!isSending) showCount(linesOf(names.value).length);
    showSeconds(form.elements.time_scale.valueAsNumber);
    keep(form);
  });

  restore(form);
  for (const button of form.querySelectorAll("[data-fill]")) {
    button.addEventListener("click", () => {
      names.value = linesFor(button.dataset.fill).join("\n");
      names.scrollTop = 0;
      changed();
    });
  }
  form.addEventListener("input", changed);
  // Ctrl+Enter, as in every box one writes several lines into.
  names.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isSending) send();
  });
  changed();

  function changed() {
    byId("rounds-field").hidden = form.elements.work.value === "none";
    if (!byId("errors").hidden) showErrors([]);
    setText(byId("said"), "");
    showSoon();
  }

  async function send() {
    const lines = linesOf(names.value);
    const wrong = mistakesOf(form, lines);
    if (wrong.length) return showErrors(wrong);
    const submission = submissionOf(form, lines);
    const body = JSON.stringify(submission);
    // A new key only for new content: sending the same again after no answer came must not queue twice.
    if (attempt.body !== body) attempt = { body, key: newKey() };
    setSending(true);
    try {
      const answer = await submit(submission, attempt.key);
      attempt = { body: "", key: "" };
      showErrors([]);
      setText(byId("said"), sayCount("submit.queued", answer.downloads.length));
      onQueued(answer.batch, answer.downloads, submission.items);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      showErrors(mistakesOfAnswer(error, lines));
    } finally {
      setSending(false);
    }
  }

  function setSending(sending) {
    isSending = sending;
    byId("start").setAttribute("aria-disabled", String(sending));
    if (sending) setText(byId("start"), say("submit.sending"));
    else showCount(linesOf(names.value).length);
  }
}

function linesOf(text) {
  return text
    .split("\n")
    .map((line, i) => ({ number: i + 1, text: line.trim() }))
    .filter((line) => line.text);
}

function submissionOf(form, lines) {
  const { pool, work, rounds, retries, seed, time_scale: timeScale } = form.elements;
  return {
    items: lines.map(({ text }) => (/^https?:\/\//i.test(text) ? { url: text } : { name: text })),
    pool: pool.value,
    work: work.value === "none" ? null : { kind: work.value, rounds: rounds.valueAsNumber },
    retries: retries.valueAsNumber,
    seed: seed.value === "" ? null : seed.valueAsNumber,
    time_scale: timeScale.valueAsNumber,
    language,
  };
}

/** What can be seen without asking the server: as `{line, field, message, control}`. */
function mistakesOf(form, lines) {
  if (!lines.length) return [{ message: say("submit.error.empty"), control: form.elements.names }];
  if (lines.length > maxItems) {
    const values = { max: number(maxItems), count: number(lines.length) };
    return [{ message: say("submit.error.too_many", values), control: form.elements.names }];
  }
  const { work, rounds, retries, seed, time_scale: timeScale } = form.elements;
  const controls = [retries, timeScale, seed, ...(work.value === "none" ? [] : [rounds])];
  return controls.filter((control) => !isRight(control)).map((control) => ({
    field: control.labels[0].textContent,
    message: rangeOf(control),
    control,
  }));
}

function isRight(control) {
  if (control.id === "seed") return control.validity.valid && (control.value === "" || Number.isSafeInteger(control.valueAsNumber));
  return control.validity.valid && control.value !== "";
}

function rangeOf(control) {
  const range = { min: control.min || -Number.MAX_SAFE_INTEGER, max: control.max || Number.MAX_SAFE_INTEGER };
  return say(control.step === "any" ? "submit.error.number" : "submit.error.whole_number", range);
}

function mistakesOfAnswer(problem, lines) {
  if (!problem.errors.length) {
    const isAway = problem.status === 0 || problem.status >= 500;
    return [{ message: problem.message }, ...(isAway ? [{ message: say("submit.error.again") }] : [])];
  }
  return problem.errors.map(({ item, field = "", message }) => {
    const line = Number.isInteger(item) ? lines[item]?.number : undefined;
    const short = field.replace(/^items\.\d+\.?/, "");
    return { line, field: short, message, control: line ? byId("names") : null };
  });
}

function showErrors(mistakes) {
  const box = byId("errors");
  const names = byId("names");
  box.hidden = !mistakes.length;
  for (const control of byId("submit").elements) control.removeAttribute("aria-invalid");
  if (!mistakes.length) return box.replaceChildren();
  if (mistakes.some((mistake) => mistake.control?.closest("details"))) byId("more").open = true;
  for (const { control } of mistakes) control?.setAttribute("aria-invalid", "true");
  const items = mistakes.slice(0, MOST_ERRORS).map((mistake) => make("li", {}, ...wordsOf(mistake, names)));
  if (mistakes.length > MOST_ERRORS) {
    items.push(make("li", {}, say("submit.error.more", { count: number(mistakes.length - MOST_ERRORS) })));
  }
  box.replaceChildren(make("strong", {}, say("submit.error.title")), make("ul", {}, ...items));
  box.scrollIntoView({ block: "nearest" });
  return undefined;
}

function wordsOf({ line, field, message }, names) {
  if (!line) return [field ? `${field}: ${message}` : message];
  const label = field ? say("submit.error.line", { line, field }) : say("submit.error.go", { line });
  const go = make("button.link", { type: "button", click: () => selectLine(names, line) }, label);
  go.title = say("submit.error.go", { line });
  return [go, ` ${message}`];
}

function selectLine(names, line) {
  const before = names.value.split("\n").slice(0, line - 1).join("\n");
  const start = before.length + (line > 1 ? 1 : 0);
  const end = names.value.indexOf("\n", start);
  names.focus();
  names.setSelectionRange(start, end < 0 ? names.value.length : end);
  names.scrollTop = (line - 2) * parseFloat(getComputedStyle(names).lineHeight);
}

function showCount(count) {
  setText(byId("names-count"), count ? sayCount("submit.count", count) : say("submit.count.none"));
  setText(byId("start"), count ? sayCount("submit.button", count) : say("submit.button.none"));
}

function showSeconds(scale) {
  const factor = Number.isFinite(scale) ? scale : 1;
  const range = { from: seconds(SHORTEST_SECS * factor), to: seconds(LONGEST_SECS * factor) };
  setText(byId("time-scale-hint"), say("submit.time_scale.hint", range));
}

function newKey() {
  // crypto.randomUUID exists on https and localhost only.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What was written survives a change of language, which is a new page. */
function keep(form) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(new FormData(form))));
  } catch {
    // Full or forbidden: the page works without.
  }
}

function restore(form) {
  let kept = {};
  try {
    kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  } catch {
    return;
  }
  for (const [name, value] of Object.entries(kept)) {
    const control = form.elements.namedItem(name);
    if (control && typeof value === "string") control.value = value;
  }
}
