/** From facts to sentences of the topic `experiments`, as `lab.sentences` makes them. Nothing here touches the page. */

import { hasWords, say, sayValue } from "../core/words.js";
import { legOf, nameOf } from "./legs.js";

/** @typedef {import("./types.js").Fact} Fact */

/**
 * The sentence of a fact. The value `leg` is the key of a leg, `legs` a list of them, `model` a model: all are said as
 * names; other values are said as they are, if the topic has no words for them.
 * @param {"reasons"|"conclusion"|"unavailable"|"failure"} kind
 * @param {Fact} fact
 * @returns {string} its code, when this page has no words for it
 */
export function sentence(kind, { code, values = {} }) {
  const topic = ["experiments", "models"].find((topic) => hasWords(`${topic}.${kind}.${code}`));
  if (!topic) return code;
  const said = Object.entries(values).map(([name, value]) => [name, valueText(topic, name, value)]);
  return capitalized(say(`${topic}.${kind}.${code}`, Object.fromEntries(said)));
}

/**
 * A sentence may begin with the name of a leg.
 * @param {string} text
 */
export function capitalized(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
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

/**
 * @param {string} topic
 * @param {string} name
 * @param {unknown} value
 */
function valueText(topic, name, value) {
  if (name === "leg") return nameOfKey(value);
  if (name === "legs" && Array.isArray(value)) return enumerated(value.map(nameOfKey));
  if (name === "model") return sayValue("experiments.model", String(value));
  return typeof value === "string" ? sayValue(`${topic}.values.${name}`, value) : value;
}

/** @param {unknown} key */
function nameOfKey(key) {
  return nameOf(legOf(String(key)));
}
