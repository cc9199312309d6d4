/** The dialog that shows the code of a model. */

import { byId, byIdOf, setText } from "../core/dom.js";
import { sayValue } from "../core/words.js";

/** Shows the files that `GET /api/v1/lab` gives. */
export class Sources {
  constructor() {
    this._dialog = byIdOf("source", HTMLDialogElement);
    byId("source-close").addEventListener("click", () => this._dialog.close());
  }

  /** @param {import("./types.js").LabModel} model */
  show({ name, file, source }) {
    setText(byId("source-title"), `${sayValue("experiments.model", name)} · ${file}`);
    setText(byId("source-about"), sayValue("models", `${name}.summary`));
    setText(byId("source-text"), source);
    this._dialog.showModal();
  }
}
