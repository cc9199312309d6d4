import assert from "node:assert/strict";
import { test } from "node:test";
import { scaleTo } from "../../services/front/web/compare/scale.js";

test("the marks are round, few, and reach the longest", () => {
  assert.deepEqual(scaleTo(10).ticks, [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(scaleTo(0.35).ticks, [0, 0.1, 0.2, 0.3]);
  for (const longest of [0.004, 0.35, 1, 7.3, 59, 900]) {
    const { ticks, endSecs } = scaleTo(longest);
    assert.ok(ticks.length >= 3 && ticks.length <= 7, `${longest}: ${ticks}`);
    assert.ok(endSecs >= longest && ticks[ticks.length - 1] <= endSecs);
  }
});

test("a share is within the scale, on which nothing is longer than the longest", () => {
  const { share, endSecs } = scaleTo(10);
  assert.deepEqual([share(0), share(-1), share(endSecs / 2), share(99)], [0, 0, 0.5, 1]);
});

test("nothing measured is a scale too", () => {
  assert.deepEqual(scaleTo(0).share(0), 0);
});
