/** Why a download did not finish, in the reader's language. */

import { hasWords, say } from "./words.js";

/**
 * The sentence for a failure: made here from its code, reason and values, as `words.failure_sentence` makes
 * it; the server's own when this page has no words for it.
 * @param {import("./types.js").Failure|null|undefined} failure
 * @returns {string}
 */
export function failureText(failure) {
  if (!failure) return "";
  const { code, reason = "", values = {}, message } = failure;
  const key = [`failures.${code}.${reason}`, `failures.${code}`].find(hasWords);
  if (!key || (message && failure.reason === undefined)) return message || say("failures.unknown", { code });
  return say(
    key,
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, inWords(name, value)])),
  );
}

/**
 * A value as the reader's language has it: `ENOSPC` of `error` is "no space left on the device".
 * @param {string} name
 * @param {unknown} value
 */
function inWords(name, value) {
  const key = `failures.values.${name}.${value}`;
  return hasWords(key) ? say(key) : value;
}
