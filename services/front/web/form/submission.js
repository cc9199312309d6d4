/** From what was written into the form to what the API takes. Nothing here touches the page. */

/**
 * @typedef {{number: number, text: string}} Line
 * @typedef {{
 *   pool: string, work: string, rounds: number, retries: number, seed: number|null, timeScale: number
 * }} Choices
 * @typedef {{name?: string, url?: string}} Item
 * @typedef {{
 *   items: Item[], pool: string, work: {kind: string, rounds: number}|null, retries: number,
 *   seed: number|null, time_scale: number
 * }} Submission
 */

/**
 * The lines that say something, with their numbers as the reader counts them.
 * @param {string} text
 * @returns {Line[]}
 */
export function linesOf(text) {
  return text
    .split("\n")
    .map((line, i) => ({ number: i + 1, text: line.trim() }))
    .filter((line) => line.text);
}

/**
 * @param {Line[]} lines
 * @param {Choices} choices
 * @returns {Submission}
 */
export function submissionOf(lines, { pool, work, rounds, retries, seed, timeScale }) {
  return {
    items: lines.map(({ text }) => (isAddress(text) ? { url: text } : { name: text })),
    pool,
    work: work === "none" ? null : { kind: work, rounds },
    retries,
    seed,
    time_scale: timeScale,
  };
}

/**
 * Whether a line is meant as an address: the API then says what is wrong with one that cannot be downloaded.
 * @param {string} text
 */
export function isAddress(text) {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

/**
 * Which line of the form an error of the API is about, and which field of it.
 * @param {import("../core/api.js").FieldError} error
 * @param {Line[]} lines
 */
export function placeOfError({ item, field = "" }, lines) {
  const line = item === undefined ? undefined : lines[item]?.number;
  return { line, field: field.replace(/^items\.\d+\.?/, "") };
}
