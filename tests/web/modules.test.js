import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { WEB } from "./helpers.js";

const modules = readdirSync(WEB, { recursive: true, encoding: "utf-8" }).filter((name) =>
  name.endsWith(".js"),
);

test("no module but main.js touches the page when it is loaded", async () => {
  assert.ok(modules.length > 25, modules.join(" "));
  assert.equal(typeof globalThis.document, "undefined");
  for (const name of modules.filter((name) => name !== "main.js")) await import(new URL(name, WEB).href);
});

test("every file has fewer than 250 lines", () => {
  const files = readdirSync(WEB, { recursive: true, encoding: "utf-8" }).filter((name) =>
    /\.(js|css)$/.test(name),
  );
  const long = files.filter((name) => readFileSync(new URL(name, WEB), "utf-8").split("\n").length > 250);
  assert.deepEqual(long, []);
});
