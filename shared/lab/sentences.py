"""Findings of the lab in the reader's language, from the topic `experiments`.

The page says the same words by the same rules: the value `leg` is the key of a leg, `legs` a list of them,
`model` a model; these are said as names, all other values as they are.
"""

from collections.abc import Sequence
from functools import reduce

from words import Words

from .experiment import Fact, LegPlan


def reason_sentence(words: Words, fact: Fact) -> str:
    """A reason of a leg, as a sentence."""
    return _sentence(words, "reasons", fact)


def conclusion_sentence(words: Words, fact: Fact) -> str:
    """A fact of an experiment's conclusion, as a sentence."""
    return _sentence(words, "conclusion", fact)


def obstacle_sentence(words: Words, kind: str, fact: Fact) -> str:
    """Why a leg or an experiment has no result.

    Args:
        words: of the reader.
        kind: `unavailable` or `failure`.
        fact: of the lab, or of a model that cannot run here.
    """
    for topic in ("experiments", "models"):
        if words.has(f"{topic}.{kind}.{fact.code}"):
            return _sentence(words, kind, fact, topic)
    return fact.code


def leg_name(words: Words, plan: LegPlan) -> str:
    """The name of a leg: `thread pool`, `thread pool on Python 3.13t`, `RQ workers (threads)`."""
    name = model_name(words, plan.model)
    if plan.pool:
        name = words.say("experiments.leg.pool", model=name, pool=plan.pool)
    return words.say("experiments.leg.python", model=name, python=plan.python) if plan.python else name


def model_name(words: Words, model: str) -> str:
    """The name of a model for people; as it is, if there are no words for it."""
    key = f"experiments.model.{model}"
    return words.say(key) if words.has(key) else model


def enumerated(words: Words, things: Sequence[str]) -> str:
    """Several things in a row, as people of the language write it."""
    *most, last = things or [""]
    if not most:
        return last
    start = reduce(lambda done, thing: words.say("experiments.list.next", list=done, item=thing), most)
    return words.say("experiments.list.last", list=start, item=last)


def _sentence(words: Words, kind: str, fact: Fact, topic: str = "experiments") -> str:
    """The sentence; of a code from another version, the code itself."""
    key = f"{topic}.{kind}.{fact.code}"
    values = dict(fact.values)
    if "model" in values:
        values["model"] = model_name(words, str(values["model"]))
    if "leg" in values:
        values["leg"] = leg_name(words, LegPlan.from_key(str(values["leg"])))
    if "legs" in values:
        names = [leg_name(words, LegPlan.from_key(str(leg_key))) for leg_key in values["legs"]]
        values["legs"] = enumerated(words, names)
    try:
        said = words.say(key, **values)
    except KeyError:
        return fact.code
    return said[:1].upper() + said[1:]  # it may begin with the name of a leg
