/** A leg as a coloured chip; its colour and sign tell its family. */

import { make } from "../core/dom.js";
import { signOfFamily } from "../lanes/model.js";
import { familyOf, nameOf } from "./legs.js";

/**
 * The sign and name of a leg.
 * @param {import("./types.js").LegPlan} leg
 * @param {string} [tag]
 */
export function chip(leg, tag = "span") {
  const family = familyOf(leg.model);
  const sign = make("span", { class: "leg__sign", "aria-hidden": "true" }, signOfFamily(family));
  return make(/** @type {"span"} */ (tag), { class: "leg", "data-family": family }, sign, nameOf(leg));
}
