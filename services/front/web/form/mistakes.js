/** What is wrong in the form: found here, or said by the server. */

import { constants } from "../core/constants.js";
import { byId, byIdOf, make, setShown } from "../core/dom.js";
import { number, say } from "../core/words.js";
import { placeOfError } from "./submission.js";

/**
 * @typedef {{message: string, line?: number, field?: string, control?: HTMLElement|null}} Mistake
 * @typedef {import("./submission.js").Line} Line
 */

const MOST_SHOWN = 8;

/**
 * What can be seen without asking the server.
 * @param {import("./controls.js").Controls} controls
 * @param {Line[]} lines
 * @returns {Mistake[]}
 */
export function mistakesOf(controls, lines) {
  const { names, work, rounds, retries, seed, timeScale } = controls;
  const most = constants.limits.max_items;
  if (!lines.length) return [{ message: say("submit.error.empty"), control: names }];
  if (lines.length > most) {
    const values = { max: number(most), count: number(lines.length) };
    return [{ message: say("submit.error.too_many", values), control: names }];
  }
  const checked = [retries, timeScale, seed, ...(work.value === "none" ? [] : [rounds])];
  return checked
    .filter((control) => !isRight(control))
    .map((control) => ({
      field: control.labels?.[0].textContent ?? control.name,
      message: rangeOf(control),
      control,
    }));
}

/**
 * What the server's answer says.
 * @param {import("../core/api.js").Problem} problem
 * @param {Line[]} lines
 * @returns {Mistake[]}
 */
export function mistakesOfAnswer(problem, lines) {
  if (problem.errors.length) {
    return problem.errors.map((error) => {
      const place = placeOfError(error, lines);
      return { ...place, message: error.message, control: place.line ? byId("names") : null };
    });
  }
  const isAway = problem.status === 0 || problem.status >= 500;
  return [{ message: problem.message }, ...(isAway ? [{ message: say("submit.error.again") }] : [])];
}

/**
 * Show these mistakes, and no others.
 * @param {Mistake[]} mistakes
 */
export function showMistakes(mistakes) {
  const box = byId("errors");
  setShown(box, mistakes.length > 0);
  for (const control of byIdOf("submit", HTMLFormElement).elements) control.removeAttribute("aria-invalid");
  if (!mistakes.length) {
    box.replaceChildren();
    return;
  }
  if (mistakes.some(({ control }) => control?.closest("details")))
    byIdOf("more", HTMLDetailsElement).open = true;
  for (const { control } of mistakes) control?.setAttribute("aria-invalid", "true");
  const items = mistakes.slice(0, MOST_SHOWN).map((mistake) => make("li", {}, ...wordsOf(mistake)));
  const rest = mistakes.length - MOST_SHOWN;
  if (rest > 0) items.push(make("li", {}, say("submit.error.more", { count: number(rest) })));
  box.replaceChildren(make("strong", {}, say("submit.error.title")), make("ul", {}, ...items));
  box.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLInputElement} control */
function isRight(control) {
  if (!control.validity.valid) return false;
  if (control.id !== "seed") return control.value !== "";
  return control.value === "" || Number.isSafeInteger(control.valueAsNumber);
}

/** @param {HTMLInputElement} control */
function rangeOf(control) {
  const range = { min: control.min || -Number.MAX_SAFE_INTEGER, max: control.max || Number.MAX_SAFE_INTEGER };
  return say(control.step === "any" ? "submit.error.number" : "submit.error.whole_number", range);
}

/**
 * @param {Mistake} mistake
 * @returns {(Node|string)[]}
 */
function wordsOf({ line, field, message }) {
  if (!line) return [field ? `${field}: ${message}` : message];
  const title = say("submit.error.go", { line });
  const label = field ? say("submit.error.line", { line, field }) : title;
  return [
    make("button", { type: "button", class: "link", title, click: () => selectLine(line) }, label),
    ` ${message}`,
  ];
}

/** @param {number} line */
function selectLine(line) {
  const names = byIdOf("names", HTMLTextAreaElement);
  const before = names.value
    .split("\n")
    .slice(0, line - 1)
    .join("\n");
  const start = before.length + (line > 1 ? 1 : 0);
  const end = names.value.indexOf("\n", start);
  names.focus();
  names.setSelectionRange(start, end < 0 ? names.value.length : end);
  names.scrollTop = (line - 2) * Number.parseFloat(getComputedStyle(names).lineHeight);
}
