/** What the page shares with the server: states, pools, limits. The server puts them into the page. */

/**
 * @typedef {{
 *   states: string[], ended_states: string[], event_types: string[], experiment_event_types?: string[], pools: string[], worker_pools: string[],
 *   families: Record<string, string>, alike_ratio: number,
 *   limits: {max_items: number, max_page_downloads: number}
 * }} Constants
 */

/** @type {Constants} */
export let constants = {
  states: [],
  ended_states: [],
  event_types: [],
  pools: [],
  worker_pools: [],
  families: {},
  alike_ratio: 1,
  limits: { max_items: 0, max_page_downloads: 0 },
};

/**
 * Use these from now on.
 * @param {Constants} given
 */
export function useConstants(given) {
  constants = given;
}

/**
 * Whether nothing follows this state by itself.
 * @param {string} state
 */
export function isEnded(state) {
  return constants.ended_states.includes(state);
}
