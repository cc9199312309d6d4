"""Names of things to download, for demos: the note's two first."""

NOTE_NAMES = ["Python3.7", "C++"]
MORE_NAMES = [
    "Java", "Go", "Rust", "Ruby", "Perl", "Lua", "Julia", "Kotlin", "Swift", "Scala", "Erlang", "Elixir",
    "Haskell", "OCaml", "Clojure", "Zig", "Nim", "Dart", "PHP", "R", "Fortran", "Ada",
]  # fmt: skip


def demo_names(count: int) -> list[str]:
    """As many different names, the note's first."""
    base = NOTE_NAMES + MORE_NAMES
    return [
        base[i % len(base)] + (f" ({i // len(base) + 1})" if i >= len(base) else "") for i in range(count)
    ]
