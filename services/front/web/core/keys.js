/** Idempotency keys: a request that is sent again with the same key changes nothing twice. */

/** @returns {string} a new one */
export function newKey() {
  // crypto.randomUUID exists on https and localhost only.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
