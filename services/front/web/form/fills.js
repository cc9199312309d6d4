/** What the buttons fill into the form. */

const MIB = 1024 * 1024;

const NOTE = ["Python3.7", "C++"];

const MANY = [
  ...["Python3.7", "C++", "Rust", "Go", "Java", "Kotlin", "Swift", "Ruby", "Perl", "PHP", "Haskell", "OCaml"],
  ...["Erlang", "Elixir", "Scala", "Clojure", "Julia", "R", "Lua", "Zig", "Nim", "Fortran", "COBOL", "Ada"],
];

/** @type {[string, number, number][]} name, MiB, MiB per second */
const FILES = [
  ["small.bin", 1, 0.5],
  ["song.bin", 4, 1],
  ["photo.bin", 3, 0.5],
  ["book.bin", 2, 0.5],
  ["film.bin", 16, 2],
  ["data.bin", 8, 1],
  ["wheel.bin", 6, 1],
  ["image.bin", 12, 2],
];

/**
 * The lines of a filling.
 * @param {string} which "note", "many" or "files"
 * @param {string} originUrl where the demo files are
 * @returns {string[]}
 */
export function linesFor(which, originUrl) {
  if (which !== "files") return which === "many" ? MANY : NOTE;
  return FILES.map(([name, mib, rate]) => `${originUrl}/files/${name}?bytes=${mib * MIB}&rate=${rate * MIB}`);
}
