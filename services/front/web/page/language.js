/** Remembering the language that a reader has chosen. */

/**
 * @param {string} code of the language that this page speaks
 */
export function rememberLanguage(code) {
  if (new URLSearchParams(location.search).has("lang")) remember(code);
  for (const link of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-language]"))) {
    link.addEventListener("click", () => remember(link.dataset.language ?? code));
  }
}

/** @param {string} code */
function remember(code) {
  // biome-ignore lint/suspicious/noDocumentCookie: the server reads it before any script runs
  document.cookie = `lang=${code}; path=/; max-age=31536000; SameSite=Lax`;
}
