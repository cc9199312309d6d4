/** What the page shares with the server: states, pools, limits. The server puts them into the page. */

/**
 * @typedef {{
 *   states: string[], ended_states: string[], event_types: string[], experiment_event_types?: string[], pools: string[], worker_pools: string[],
 *   families: Record<string, string>, limits: {max_items: number, max_page_downloads: number},
 *   estimate: {
 *     start_secs: number, process_secs: number, task_secs: Record<string, [number, number]>, at_once: string[]
 *   }
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
  limits: { max_items: 0, max_page_downloads: 0 },
  estimate: { start_secs: 0, process_secs: 0, task_secs: {}, at_once: [] },
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
