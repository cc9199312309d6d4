import assert from "node:assert/strict";
import { test } from "node:test";
import { keyOf } from "../../services/front/web/compare/legs.js";
import { planId, preparedPlan, whyNot } from "../../services/front/web/compare/plans.js";
import { speak } from "./helpers.js";

speak("en");

const NEEDS = { code: "needs-python", values: { needed: "3.14" } };

/** @param {Partial<import("../../services/front/web/compare/types.js").Lab>} [fields] */
function lab(fields = {}) {
  const python = (/** @type {string} */ id, free_threaded = false) => ({
    id,
    free_threaded,
    gil: !free_threaded,
  });
  const model = (/** @type {string} */ name, unavailable = {}) => ({ name, unavailable });
  return /** @type {any} */ ({
    pythons: [python("3.13"), python("3.12"), python("3.13t", true), python("3.14t", true)],
    models: [
      model("sequential"),
      model("thread_pool"),
      model("interpreter_pool", { "": NEEDS }),
      model("processes"),
    ],
    distributed: ["threads", "any"],
    ...fields,
  });
}

test("a prepared plan has the models that run here and the pools that are up, each pool once", () => {
  const { legs, workload } = preparedPlan("waiting", lab());
  assert.equal(workload, "waiting");
  assert.deepEqual(legs.map(keyOf), ["sequential", "thread_pool", "distributed:threads"]);
});

test("computing is also run without the GIL, by the newest Python that has none", () => {
  const keys = preparedPlan("computing", lab()).legs.map(keyOf);
  assert.deepEqual(keys, ["sequential", "thread_pool", "thread_pool@3.14t", "distributed:threads"]);
});

test("a lab that never started offers what every Python runs", () => {
  const { legs } = preparedPlan("computing", lab({ pythons: [], distributed: [] }));
  assert.deepEqual(legs.map(keyOf), ["sequential", "thread_pool"]);
});

test("the lab's own Python is named by no id", () => {
  const here = lab();
  assert.deepEqual(
    here.pythons.map((/** @type {any} */ python) => planId(here, python)),
    ["", "3.12", "3.13t", "3.14t"],
  );
});

test("a reason is told for what cannot run", () => {
  assert.equal(whyNot(lab(), { model: "interpreter_pool", python: "", pool: "" }), NEEDS);
  assert.equal(whyNot(lab(), { model: "interpreter_pool", python: "3.14t", pool: "" }), null);
  assert.equal(whyNot(lab(), { model: "distributed", python: "", pool: "threads" }), null);
  assert.equal(whyNot(lab(), { model: "distributed", python: "", pool: "processes" })?.code, "no-workers");
});
