/** The controls of the form, and what was chosen with them. */

import { byIdOf } from "../core/dom.js";

/** @typedef {ReturnType<typeof findControls>} Controls */

const KEPT = "parallax:form";

/** The controls of the form. */
export function findControls() {
  return {
    form: byIdOf("submit", HTMLFormElement),
    names: byIdOf("names", HTMLTextAreaElement),
    work: byIdOf("work", HTMLSelectElement),
    rounds: byIdOf("rounds", HTMLInputElement),
    retries: byIdOf("retries", HTMLInputElement),
    seed: byIdOf("seed", HTMLInputElement),
    timeScale: byIdOf("time_scale", HTMLInputElement),
  };
}

/**
 * The pool that was chosen.
 * @param {Controls} controls
 */
export function poolOf({ form }) {
  return String(new FormData(form).get("pool"));
}

/**
 * What was chosen beside the names.
 * @param {Controls} controls
 * @returns {import("./submission.js").Choices}
 */
export function choicesOf(controls) {
  const { work, rounds, retries, seed, timeScale } = controls;
  return {
    pool: poolOf(controls),
    work: work.value,
    rounds: rounds.valueAsNumber,
    retries: retries.valueAsNumber,
    seed: seed.value === "" ? null : seed.valueAsNumber,
    timeScale: timeScale.valueAsNumber,
  };
}

/**
 * Keep what was written over a change of language, which is a new page.
 * @param {HTMLFormElement} form
 */
export function keep(form) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(new FormData(form))));
  } catch {
    // Full or forbidden: the page works without.
  }
}

/**
 * Put back what was kept.
 * @param {HTMLFormElement} form
 */
export function restore(form) {
  let kept = {};
  try {
    kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  } catch {
    return;
  }
  for (const [name, value] of Object.entries(kept)) {
    const control = form.elements.namedItem(name);
    if (control && "value" in control && typeof value === "string") control.value = value;
  }
}
