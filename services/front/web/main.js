/** Starts the page: the only module that does anything when it is loaded. */

import { ExperimentPage } from "./compare/experiment_page.js";
import { SetupPage } from "./compare/setup_page.js";
import { useConstants } from "./core/constants.js";
import { byId } from "./core/dom.js";
import { useWords } from "./core/words.js";
import { rememberLanguage } from "./page/language.js";
import { Page } from "./page/page.js";

/** @param {string} id of a script that holds JSON */
function embedded(id) {
  return JSON.parse(byId(id).textContent ?? "null");
}

const { tab, language, origin_url: originUrl, experiment } = embedded("page");
useWords(embedded("words"), language);
useConstants(embedded("constants"));
rememberLanguage(language);
if (experiment) new ExperimentPage(experiment);
else if (tab === "compare") new SetupPage();
else new Page(originUrl);
