/** What the page says of its connection to the server. */

import { clock } from "../core/clock.js";
import { byId, setShown, setText } from "../core/dom.js";
import { say } from "../core/words.js";

/**
 * @param {import("../core/events.js").Connection} state
 */
export function showConnection(state) {
  if (state === "offline") clock.stop();
  else clock.go();
  byId("live").dataset.state = state;
  setText(byId("live-word"), say(`live.${state}`));
  setShown(byId("live-hint"), state !== "live");
  setText(byId("live-hint"), state === "live" ? "" : say(`live.${state}.hint`));
}
