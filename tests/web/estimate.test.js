import assert from "node:assert/strict";
import { test } from "node:test";
import { about } from "../../services/front/web/compare/estimate.js";
import { speak } from "./helpers.js";

test("an estimate is rounded to the nearest step, never down to a minute less", () => {
  speak("en");
  const said = [0, 14, 64, 94, 95, 119, 150, 290, 899].map(about);
  const expected = ["10 sec", "10 sec", "60 sec", "90 sec", "90 sec", "2 min", "2.5 min", "5 min", "15 min"];
  assert.deepEqual(said, expected);
});

test("it is said in the reader's language", () => {
  speak("zh");
  assert.equal(about(119), "2分钟");
});
