/** From facts to sentences of the topic `experiments`, as `lab.sentences` makes them. Nothing here touches the page. */

import { hasWords, say } from "../core/words.js";
import { legOf, nameOf } from "./legs.js";

/** @typedef {import("./types.js").Fact} Fact */

/**
 * The sentence of a fact. The value `leg` is the key of a leg, `legs` a list of them, `model` a model: all are said as
 * names; other values are said as they are.
 * @param {"reasons"|"conclusion"|"unavailable"|"failure"} kind
 * @param {Fact} fact
 * @returns {string} its code, when this page has no words for it
 */
export function sentence(kind, { code, values = {} }) {
  const key = [`experiments.${kind}.${code}`, `models.${kind}.${code}`].find(hasWords);
  if (!key) return code;
  const { leg, legs } = values;
  const names = {
    ...(leg === undefined ? {} : { leg: nameOfKey(leg) }),
    ...(Array.isArray(legs) ? { legs: enumerated(legs.map(nameOfKey)) } : {}),
  };
  return say(key, { ...values, ...names });
}

/**
 * Several things in a row, by the same words as the reports.
 * @param {string[]} things
 * @returns {string}
 */
export function enumerated(things) {
  if (things.length < 2) return things[0] ?? "";
  const list = things.slice(0, -1).reduce((done, item) => say("experiments.list.next", { list: done, item }));
  return say("experiments.list.last", { list, item: things[things.length - 1] });
}

/** @param {unknown} key */
function nameOfKey(key) {
  return nameOf(legOf(String(key)));
}
