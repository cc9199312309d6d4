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
 * Why a download did not finish: of its reason, else of its code. As `words.failure_sentence` says it.
 * @param {{code?: string, reason?: string, values?: Record<string, unknown>, message?: string}|null} failure
 * @returns {string}
 */
export function sayFailure(failure) {
  if (!failure) return "";
  if (failure.message) return failure.message; // the server has made it for this page already
  const keys = [`failures.${failure.code}.${failure.reason}`, `failures.${failure.code}`];
  const key = keys.find((one) => words[one] !== undefined) ?? "failures.unknown";
  const values = { code: failure.code, ...failure.values };
  for (const [name, value] of Object.entries(values)) values[name] = words[`failures.values.${name}.${value}`] ?? value;
  return say(key, values);
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
