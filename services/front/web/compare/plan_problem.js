/** Why a plan is refused, as a sentence that names its fields. Nothing here touches the page. */

import { Problem } from "../core/api.js";
import { hasWords, say } from "../core/words.js";

/**
 * @param {unknown} error what the API answered with
 * @returns {string}
 */
export function problemText(error) {
  if (!(error instanceof Problem)) return String(error);
  const fields = error.errors.map(({ field, message }) => `${nameOf(field)}: ${message}`);
  return fields.length ? fields.join(" ") : error.message;
}

/** @param {string|undefined|null} field */
function nameOf(field) {
  const key = `compare.field.${field}`;
  return hasWords(key) ? say(key) : String(field);
}
