/** Starts the page: the only module that does anything when it is loaded. */

import { useConstants } from "./core/constants.js";
import { byId } from "./core/dom.js";
import { useWords } from "./core/words.js";
import { Page } from "./page/page.js";

/** @param {string} id of a script that holds JSON */
function embedded(id) {
  return JSON.parse(byId(id).textContent ?? "null");
}

const { language, origin_url: originUrl } = embedded("page");
useWords(embedded("words"), language);
useConstants(embedded("constants"));
new Page(originUrl);
