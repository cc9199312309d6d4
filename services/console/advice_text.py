"""Advice as people read it; the sentences are the topic `advice` of `words`."""

from typing import Any

from lab.advice import Advice, AdviceFailed, Progress
from lab.experiment import Fact

from .terminal import human_bytes
from .words import Words

SIZES = ("size", "total")


def say_progress(progress: Progress, words: Words) -> str:
    """What is being measured now, in a line."""
    return words.say(f"advice.progress.{progress.code}", **_values(progress.values, words))


def say_failure(failed: AdviceFailed, words: Words) -> str:
    """Why there is no advice."""
    return words.say(f"advice.failed.{failed.code}", **_values(failed.values, words))


def say_advice(advice: Advice, words: Words) -> str:
    """The whole text: what the function does, what to take, the code, what speaks against it, the figures."""
    parts = {
        "does": _what_it_does(advice, words),
        "take": _what_to_take(advice, words),
        "code": [advice.code.rstrip()],
        "against": _bullets(_against(advice, words)) or [words.say("advice.nothing-against")],
        "measured": _figures(advice, words),
    }
    head = words.say(
        "advice.head",
        function=str(advice.question.function),
        items=advice.question.items.count,
        secs=advice.spent_secs,
        budget=advice.question.budget_secs,
        cores=advice.question.cores,
    )
    sections = ["\n".join([words.say(f"advice.title.{key}"), *lines]) for key, lines in parts.items()]
    return "\n\n".join([head, *sections])


def secs(value: float, words: Words) -> str:
    """A length of time for people: `1.2 s`, `35 ms`, `4 µs`."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if value >= size or unit == "us":
            return words.say(f"advice.{unit}", value=value / size)
    raise AssertionError


def _what_it_does(advice: Advice, words: Words) -> list[str]:
    profile = advice.profile
    figures: dict[str, Any] = {
        "call": secs(profile.wall_secs, words),
        "cpu": secs(profile.cpu_secs, words),
        "share": profile.cpu_share,
        "calls": profile.calls,
    }
    lines = [words.say(f"advice.kind.{profile.kind}", **figures)]
    if profile.is_async:
        lines.append(words.say("advice.does.coroutine"))
    if profile.holds_gil is not None:
        key = "holds-gil" if profile.holds_gil else "releases-gil"
        lines.append(words.say(f"advice.does.{key}", share=profile.gil_share))
    if profile.peak_bytes >= 2**20:
        lines.append(words.say("advice.does.allocates", size=human_bytes(profile.peak_bytes)))
    lines += [words.say(f"advice.seen.{what}") for what in profile.seen]
    return _indented(lines)


def _what_to_take(advice: Advice, words: Words) -> list[str]:
    choice, count = advice.choice, advice.question.items.count
    taken = choice.taken
    lines = [_name(taken.recipe.model, taken.recipe.slots, taken.recipe.python, words)]
    lines.append(words.say(f"advice.why.{advice.why.code}", **_values(advice.why.values, words)))
    if choice.gain > 1.0:
        lines.append(
            words.say(
                "advice.gain" if choice.confidence else "advice.gain-once",
                items=count,
                secs=secs(taken.total_secs(count), words),
                loop=secs(taken.total_secs(count) * choice.gain, words),
                gain=choice.gain,
                low=choice.interval.low,
                high=choice.interval.high,
                confidence=choice.confidence,
            )
        )
        if choice.loop.most_items < count:
            lines.append(words.say("advice.gain-loop-sampled", items=choice.loop.most_items))
    if choice.tied:
        names = [_name(t.recipe.model, t.recipe.slots, t.recipe.python, words) for t in choice.tied]
        lines.append(words.say("advice.tie", others=words.say("advice.comma").join(names)))
    return _indented(lines)


def _against(advice: Advice, words: Words) -> list[str]:
    lines = [
        words.say(f"advice.against.{fact.code}", **_values(fact.values, words))
        for fact in advice.reservations
    ]
    for each in advice.measured:
        if each.out:
            name = _name(each.recipe.model, each.recipe.slots, each.recipe.python, words)
            why = words.say(f"advice.out.{each.out}", **_values(each.values, words))
            lines.append(words.say("advice.is-out", name=name, why=why))
    for python, fact in advice.pythons_out.items():
        lines.append(words.say("advice.python-out", python=python, why=_fact("failed", fact, words)))
    return lines


def _fact(group: str, fact: Fact, words: Words) -> str:
    return words.say(f"advice.{group}.{fact.code}", **_values(fact.values, words))


def _figures(advice: Advice, words: Words) -> list[str]:
    """A line for each recipe that was measured; text, so that it can be copied with the rest."""
    count = advice.question.items.count
    rows = []
    for each in sorted((m for m in advice.measured if m.usable), key=lambda m: m.total_secs(count)):
        name = _name(each.recipe.model, each.recipe.slots, each.recipe.python, words)
        runs = sum(run.items == each.most_items for run in each.runs)
        figure = words.say(
            "advice.figure",
            runs=runs,
            items=each.most_items,
            count=count,
            secs=secs(each.total_secs(count), words),
        )
        rows.append(f"{figure}  {name}")
    return _indented(rows)


def _name(model: str, slots: int, python: str, words: Words) -> str:
    name = words.say(f"advice.model.{model}", slots=slots)
    return words.say("advice.under", name=name, python=python) if python else name


def _values(values: dict[str, Any], words: Words) -> dict[str, Any]:
    """The values of a fact as its sentence names them."""
    said = dict(values)
    for key, value in values.items():
        if key in SIZES:
            said[key] = human_bytes(value)
        elif key.endswith("secs") and isinstance(value, int | float):
            said[key] = secs(value, words)
        elif key == "how" and value == "SIGKILL":
            said[key] = words.say("advice.no-memory", how=value)
        elif key == "close":
            said[key] = (
                words.say("advice.close", names=words.say("advice.comma").join(value)) if value else ""
            )
    if "model" in values:
        said["model"] = _name(values["model"], values["slots"], values["python"], words)
    return said


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _bullets(lines: list[str]) -> list[str]:
    return [f"  - {line}" for line in lines]
