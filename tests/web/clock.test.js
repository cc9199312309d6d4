import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../../services/front/web/core/clock.js";

/** A clock on a browser whose own clock is set by the test. */
function clockAt(secs = 1_000) {
  const browser = { secs };
  return { browser, clock: new Clock(() => browser.secs * 1000) };
}

test("the clock stands still while the server is gone, and catches up when it is back", () => {
  const { browser, clock } = clockAt();
  clock.stop();
  browser.secs += 60;
  assert.equal(clock.now(), 1_000);
  clock.stop();
  assert.equal(clock.now(), 1_000);
  clock.go();
  assert.equal(clock.now(), 1_060);
});

test("the server's time counts, not the browser's", () => {
  const { clock } = clockAt();
  clock.learnFromEvent(400);
  assert.equal(clock.now(), 400);
});

test("of several events the one that came quickest counts", () => {
  const { browser, clock } = clockAt();
  clock.learnFromEvent(998);
  browser.secs = 1_010;
  clock.learnFromEvent(1_009);
  assert.equal(clock.now(), 1_009);
});

test("a Date header is coarse: events know better", () => {
  const { clock } = clockAt();
  clock.learnFromDate(new Date(500_000).toUTCString());
  assert.equal(clock.now(), 500.5);
  clock.learnFromEvent(400);
  clock.learnFromDate(new Date(500_000).toUTCString());
  assert.equal(clock.now(), 400);
});
