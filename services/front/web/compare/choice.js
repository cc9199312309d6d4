/** A prepared experiment: its legs, how long it takes, and its buttons. */

import { byIdOf, setText } from "../core/dom.js";
import { chip } from "./chips.js";
import { problemText } from "./plan_problem.js";
import { preparedPlan } from "./plans.js";

/**
 * @typedef {import("./types.js").Lab} Lab
 * @typedef {import("./types.js").Plan} Plan
 */

/** The card. */
export class Choice {
  /**
   * @param {"waiting"|"computing"} name
   * @param {import("./setup_page.js").Wishes} wishes
   */
  constructor(name, { run, predict, check }) {
    this._name = name;
    this._check = check;
    /** @type {Plan|null} */
    this._plan = null;
    this.isChecked = false;
    const withPlan = (/** @type {(plan: Plan) => void} */ then) => () => this._plan && then(this._plan);
    byIdOf(`run-${name}`, HTMLButtonElement).addEventListener("click", withPlan(run));
    byIdOf(`predict-${name}`, HTMLButtonElement).addEventListener("click", withPlan(predict));
  }

  /** @param {Lab} lab */
  async show(lab) {
    const plan = preparedPlan(this._name, lab);
    this._plan = plan;
    this.isChecked = false;
    const facts = byIdOf(`facts-${this._name}`, HTMLParagraphElement);
    try {
      const checked = await this._check(plan);
      if (this._plan !== plan) return;
      const chips = checked.plan.legs.map((leg) => chip(leg, "li"));
      byIdOf(`legs-${this._name}`, HTMLUListElement).replaceChildren(...chips);
      setText(facts, checked.facts);
      this.isChecked = true;
    } catch (error) {
      if (this._plan === plan) setText(facts, problemText(error));
    }
  }
}
