"""The code that runs a function over items under one model: what is measured, and what is printed.

Both are the same text, so what was measured is what the user pastes.
"""

from dataclasses import dataclass

from .target import Function, Items

SEQUENTIAL, GATHER, THREADS = "sequential", "asyncio_gather", "thread_pool"
PROCESSES, INTERPRETERS = "process_pool", "interpreter_pool"
SIMPLEST_FIRST = (SEQUENTIAL, GATHER, THREADS, PROCESSES, INTERPRETERS)


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way to run the function.

    Attributes:
        model: of `SIMPLEST_FIRST`, named as in `concurrency.MODELS` where that has it.
        slots: how many calls run at a time; 1 for the loop.
        python: the id of the Python that runs it; "" is the user's first.
        chunk: how many items a process takes at a time.
    """

    model: str
    slots: int = 1
    python: str = ""
    chunk: int = 1

    @property
    def simplicity(self) -> tuple[bool, int, int]:
        """Sorts the simplest first: another Python last, then the model, then the slots."""
        return bool(self.python), SIMPLEST_FIRST.index(self.model), self.slots


@dataclass(frozen=True, slots=True)
class Code:
    """Writes the code for one function and its items.

    Attributes:
        function, items: whose.
        is_async: the function is a coroutine function.
        keep_errors: some items raise, so that the code keeps the error as the result of its item.
    """

    function: Function
    items: Items
    is_async: bool = False
    keep_errors: bool = False

    def write(self, recipe: Recipe, *, interpreter: str = "") -> str:
        """A whole program for the recipe; `interpreter` is named at its top if it is not the usual one."""
        head = [f"# Run it with {interpreter}"] if interpreter else []
        imports = sorted([*self._items_imports(), *_imports(recipe, self.is_async)], key=_plain_first)
        parts = [
            "\n".join([*head, *imports, "", f"import {self.function.module}"]),
            "\n".join(["def read_items():", f"    return {self._items_expression()}"]),
            *([self._attempt()] if self.keep_errors else []),
            self._run_all(recipe),
            _MAIN,
        ]
        return "\n\n\n".join(parts) + "\n"

    @property
    def _called(self) -> str:
        return "attempt" if self.keep_errors else self.function.expression

    def _items_imports(self) -> list[str]:
        by_kind = {"count": [], "text": ["from pathlib import Path"]}
        return by_kind.get(self.items.kind, ["import json", "from pathlib import Path"])

    def _items_expression(self) -> str:
        read = f'Path({self.items.file!r}).read_text(encoding="utf-8")'
        return {
            "count": f"range({self.items.count})",
            "text": f"[line for line in {read}.splitlines() if line.strip()]",
            "json": f"json.loads({read})",
            "json-lines": f"[json.loads(line) for line in {read}.splitlines() if line.strip()]",
        }[self.items.kind]

    def _attempt(self) -> str:
        prefix, call = ("async ", "await ") if self.is_async else ("", "")
        return "\n".join(
            [
                f"{prefix}def attempt(item):",
                '    """The result of an item, or the error it raised: one item does not end all."""',
                "    try:",
                f"        return {call}{self.function.expression}(item)",
                "    except Exception as error:",
                "        return error",
            ]
        )

    def _run_all(self, recipe: Recipe) -> str:
        if self.is_async:
            return _ASYNC[_async_form(recipe, self.items.count)].format(
                called=self._called, slots=recipe.slots
            )
        chunk = f", chunksize={recipe.chunk}" if recipe.chunk > 1 else ""
        template = _LOOP if recipe.model == SEQUENTIAL else _POOL
        pool = _POOLS.get(recipe.model, "")
        return template.format(called=self._called, pool=pool, slots=recipe.slots, chunk=chunk)


_MAIN = """\
if __name__ == "__main__":
    results = run_all(read_items())
    print(len(results), "results")"""

_POOLS = {
    THREADS: "ThreadPoolExecutor",
    PROCESSES: "ProcessPoolExecutor",
    INTERPRETERS: "InterpreterPoolExecutor",
}

_LOOP = """\
def run_all(items):
    return [{called}(item) for item in items]"""

_POOL = """\
def run_all(items):
    with {pool}(max_workers={slots}) as pool:
        return list(pool.map({called}, items{chunk}))"""

_ASYNC = {
    "loop": """\
async def one_by_one(items):
    return [await {called}(item) for item in items]


def run_all(items):
    return asyncio.run(one_by_one(items))""",
    "gather": """\
async def all_at_once(items):
    return await asyncio.gather(*({called}(item) for item in items))


def run_all(items):
    return asyncio.run(all_at_once(items))""",
    "bounded": """\
async def some_at_once(items):
    slots = asyncio.Semaphore({slots})

    async def one(item):
        async with slots:
            return await {called}(item)

    return await asyncio.gather(*(one(item) for item in items))


def run_all(items):
    return asyncio.run(some_at_once(items))""",
}


def _async_form(recipe: Recipe, count: int) -> str:
    if recipe.model == SEQUENTIAL:
        return "loop"
    return "gather" if recipe.slots >= count else "bounded"


def _imports(recipe: Recipe, is_async: bool) -> list[str]:
    if is_async:
        return ["import asyncio"]
    pool = _POOLS.get(recipe.model)
    return [f"from concurrent.futures import {pool}"] if pool else []


def _plain_first(line: str) -> tuple[bool, str]:
    return line.startswith("from"), line
