/** The form for a plan of one's own. */

import { byId, byIdOf, make, setShown, setText } from "../core/dom.js";
import { enumerate, say, sayValue } from "../core/words.js";
import { keyOf, nameOf, withBaselines } from "./legs.js";
import { Matrix } from "./matrix.js";
import { DEFAULTS } from "./plans.js";

/**
 * @typedef {import("./types.js").Lab} Lab
 * @typedef {import("./types.js").Plan} Plan
 * @typedef {"tasks"|"slots"|"repeats"|"scale"|"seed"} Field
 */

/** @type {Field[]} */
const FIELDS = ["tasks", "slots", "repeats", "scale", "seed"];
const SEED_LIMIT = Number.MAX_SAFE_INTEGER;

/** The form. */
export class OwnPlan {
  /**
   * @param {import("./sources.js").Sources} sources
   * @param {(plan: Plan) => string} describe about how long it takes
   * @param {{run: (plan: Plan) => void, predict: (plan: Plan) => void}} wishes
   */
  constructor(sources, describe, { run, predict }) {
    this._describe = describe;
    this._matrix = new Matrix(
      byId("matrix"),
      (model) => sources.show(model),
      () => this._changed(),
    );
    /** @type {Lab|null} */
    this._lab = null;
    const form = byIdOf("own-form", HTMLFormElement);
    form.addEventListener("input", () => this._changed());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this._withPlan(run);
    });
    byId("own-predict").addEventListener("click", () => this._withPlan(predict));
  }

  /**
   * @param {Lab} lab
   * @param {Plan} plan what it begins with
   */
  show(lab, plan) {
    const isFirst = this._lab === null;
    const before = isFirst ? plan.legs : this._matrix.legs;
    this._lab = lab;
    this._matrix.show(lab, before);
    if (isFirst) this._fill(lab, plan);
    this._changed();
  }

  /**
   * @param {Lab} lab
   * @param {Plan} plan
   */
  _fill({ limits, workloads }, plan) {
    const choices = workloads.map((workload) => workloadChoice(workload, workload === plan.workload));
    byId("workloads").replaceChildren(...choices);
    const most = { ...limits, scale: limits.max_scale, seed: SEED_LIMIT };
    for (const field of FIELDS) {
      const input = inputOf(field);
      input.value = String(plan[field]);
      input.min = String(field === "scale" ? limits.min_scale : field === "seed" ? -SEED_LIMIT : 1);
      input.max = String(most[field]);
      input.step = field === "scale" ? "any" : "1";
    }
  }

  /** @returns {Plan} as the form stands, with the baselines that were not ticked */
  get _plan() {
    const chosen = document.querySelector("input[name=workload]:checked");
    const workload = chosen instanceof HTMLInputElement ? chosen.value : DEFAULTS.workload;
    const numbers = Object.fromEntries(FIELDS.map((field) => [field, inputOf(field).valueAsNumber]));
    return {
      .../** @type {Plan} */ ({ ...DEFAULTS, ...numbers }),
      workload,
      legs: withBaselines(this._matrix.legs),
    };
  }

  _changed() {
    const plan = this._plan;
    const ticked = new Set(this._matrix.legs.map(keyOf));
    const added = plan.legs.filter((leg) => !ticked.has(keyOf(leg))).map(nameOf);
    setText(byId("added"), added.length ? say("compare.added", { legs: enumerate(added) }) : "");
    setText(byId("own-facts"), this._mistake() ? "" : this._describe(plan));
    setShown(byId("own-problem"), false);
    for (const field of FIELDS)
      inputOf(field).setAttribute("aria-invalid", String(!inputOf(field).validity.valid));
  }

  /** @param {(plan: Plan) => void} then */
  _withPlan(then) {
    const mistake = this._mistake();
    setText(byId("own-problem"), mistake);
    setShown(byId("own-problem"), mistake !== "");
    if (!mistake) then(this._plan);
  }

  _mistake() {
    if (this._matrix.legs.length === 0) return say("compare.nothing_ticked");
    const wrong = FIELDS.find((field) => inputOf(field).value === "" || !inputOf(field).validity.valid);
    if (!wrong) return "";
    const { min, max } = inputOf(wrong);
    return say("compare.out_of_range", { field: say(`compare.field.${wrong}`), min, max });
  }
}

/** @param {Field} field */
function inputOf(field) {
  return byIdOf(`own-${field}`, HTMLInputElement);
}

/**
 * @param {string} workload
 * @param {boolean} isChosen
 */
function workloadChoice(workload, isChosen) {
  const input = make("input", { type: "radio", name: "workload", value: workload });
  input.checked = isChosen;
  const name = make("strong", {}, sayValue("experiments.workload", workload));
  const hint = make("span", { class: "hint" }, sayValue("experiments.workload-explained", workload));
  return make("label", { class: "workload" }, input, make("span", {}, name, hint));
}
