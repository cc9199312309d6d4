/** The words of the page in its language, as the server put them into it. */

const words = JSON.parse(document.getElementById("words").textContent);
const page = JSON.parse(document.getElementById("page").textContent);

/** "en" or "zh". */
export const language = page.language;

/** Where the demo files are, as the workers see it; "" without. */
export const originUrl = page.origin_url;

/** How many downloads one submission may hold. */
export const maxItems = page.max_items;

/**
 * The words for a key, with {placeholders} filled in.
 * @param {string} key
 * @param {Record<string, unknown>} [values]
 * @returns {string} the key itself when there are no words for it: better seen than hidden
 */
export function say(key, values = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/**
 * The words for so many of something: `key.one` or `key.other`.
 * @param {string} key
 * @param {number} count
 * @returns {string}
 */
export function sayCount(key, count) {
  return say(`${key}.${count === 1 ? "one" : "other"}`, { count: number(count) });
}

/**
 * The words for a value that may be new to this page: the value itself then.
 * @param {string} prefix
 * @param {string} value
 * @returns {string}
 */
export function sayValue(prefix, value) {
  return words[`${prefix}.${value}`] ?? value;
}

/**
 * A number as people of the language write it.
 * @param {number} value
 * @param {number} [digits] after the point
 * @returns {string}
 */
export function number(value, digits = 0) {
  return value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/**
 * Several things in a row, as people of the language write it.
 * @param {string[]} things
 * @returns {string}
 */
export function enumerate(things) {
  return new Intl.ListFormat(language, { style: "narrow" }).format(things);
}
