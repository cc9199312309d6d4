/** The dialog in which a reader puts the legs in the order that they expect. */

import { byId, byIdOf } from "../core/dom.js";
import { chip } from "./chips.js";
import { keyOf, nameOf } from "./legs.js";
import { Reorder } from "./reorder.js";

/** @typedef {import("./types.js").Plan} Plan */

/** Asks for a prediction, then runs. */
export class PredictionDialog {
  /** @param {(plan: Plan) => void} run */
  constructor(run) {
    this._dialog = byIdOf("prediction", HTMLDialogElement);
    this._list = new Reorder(byId("prediction-list"), byId("prediction-said"));
    /** @type {Plan|null} */
    this._plan = null;
    const start = (/** @type {string[]} */ prediction) => {
      this._dialog.close();
      if (this._plan) run({ ...this._plan, prediction });
    };
    byId("prediction-run").addEventListener("click", () => start(this._list.keys));
    byId("prediction-skip").addEventListener("click", () => start([]));
    byId("prediction-close").addEventListener("click", () => this._dialog.close());
  }

  /** @param {Plan} plan */
  ask(plan) {
    this._plan = plan;
    this._list.show(plan.legs.map((leg) => ({ key: keyOf(leg), name: nameOf(leg), shown: chip(leg) })));
    this._dialog.showModal();
  }
}
