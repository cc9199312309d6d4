/** Which sentences of a conclusion stand above the picture. Nothing here touches the page. */

import { OF_PREDICTION } from "./prediction_verdict.js";

/** @typedef {import("./types.js").Fact} Fact */

const CAVEAT = /^(failed|lost|other-slots|one-repeat|background|disturbed)/;
const FASTER = /^(tie|faster)/;
const NOT_FASTER = /^(not-faster|unclear)/;
const WHY_OF_THE_LAST = "why-cores"; // speaks of the legs that the fact before it names
const WHY = "why-waiting";

/**
 * Above the picture stand the contrast and its reason: the fastest legs, those that gain nothing, and why. What
 * speaks against the figures stands there, too.
 * @param {Fact[]} conclusion in its own order, which each part keeps
 * @returns {{headline: Fact[], caveats: Fact[], rest: Fact[]}} without what it says of the prediction
 */
export function arranged(conclusion) {
  const facts = conclusion.filter(({ code }) => !OF_PREDICTION.test(code));
  const caveats = facts.filter(({ code }) => CAVEAT.test(code));
  const others = facts.filter((fact) => !caveats.includes(fact));
  const fastest = others.findIndex(({ code }) => FASTER.test(code));
  const next = others[fastest + 1];
  const why = next?.code === WHY_OF_THE_LAST ? next : others.find(({ code }) => code === WHY);
  const chosen = new Set([others[fastest], why, others.find(({ code }) => NOT_FASTER.test(code))]);
  const headline = others.filter((fact) => chosen.has(fact));
  const shown = headline.length ? headline : others.slice(0, 1);
  return { headline: shown, caveats, rest: others.filter((fact) => !shown.includes(fact)) };
}
