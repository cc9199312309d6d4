/** The words of the page in the reader's language. The server puts them into the page. */

/** @typedef {string|{one: string, other: string}} Entry */

/** @type {Record<string, Entry>} */
let catalogue = {};

/** The reader's language, "en" or "zh". */
export let language = "en";

/**
 * Speak from now on with these words.
 * @param {Record<string, Entry>} words by key
 * @param {string} code of their language
 */
export function useWords(words, code) {
  catalogue = words;
  language = code;
}

/**
 * Whether there are words for a key.
 * @param {string} key
 */
export function hasWords(key) {
  return key in catalogue;
}

/**
 * The words for a key, with {placeholders} filled in, as the server's `words` fills them in.
 * @param {string} key
 * @param {Record<string, unknown>} [values] `count` chooses between one and other
 * @returns {string} the key itself when there are no words for it: better seen than hidden
 */
export function say(key, values = {}) {
  const entry = catalogue[key] ?? key;
  const text = typeof entry === "string" ? entry : entry[values.count === 1 ? "one" : "other"];
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? shown(values[name]) : whole));
}

/**
 * The words for so many of something.
 * @param {string} key of an entry with `one` and `other`
 * @param {number} count
 */
export function sayCount(key, count) {
  return say(key, { count: count === 1 ? 1 : number(count) });
}

/**
 * The words for a value that may be new to this page: the value itself then.
 * @param {string} prefix
 * @param {string} value
 */
export function sayValue(prefix, value) {
  return hasWords(`${prefix}.${value}`) ? say(`${prefix}.${value}`) : value;
}

/**
 * A number as people of the language write it.
 * @param {number} value
 * @param {number} [digits] after the point
 */
export function number(value, digits = 0) {
  return value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/**
 * Several things in a row, as people of the language write it.
 * @param {string[]} things
 */
export function enumerate(things) {
  return new Intl.ListFormat(language, { style: "narrow" }).format(things);
}

/**
 * @param {unknown} value
 * @returns {string} a fraction with no more digits than it needs: 5.0 s is said as 5 s
 */
function shown(value) {
  return typeof value === "number" ? String(Number(value.toPrecision(10))) : String(value);
}
