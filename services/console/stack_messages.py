"""What the terminal says about the stack and its services."""

from .stack import CannotStart, Ended, Event, Started, Unserved
from .words import Words


def describe(words: Words, event: Event | Unserved) -> str:
    """What has changed, in a sentence."""
    match event:
        case Started(name=name, again=again):
            return words.say("stack.up_again" if again else "stack.up", name=name)
        case Unserved(reason=reason, values=values):
            return words.say(f"pools.unserved.{reason}", **values)
        case Ended():
            return words.say("stack.restarting", **_facts(words, event), secs=event.pause_secs)


def describe_refusal(words: Words, error: CannotStart) -> str:
    """Why the stack cannot start, and what to do."""
    values = error.values
    if error.reason == "service-ended":
        values = _facts(words, values["ended"])
    return words.say(f"stack.refused.{error.reason}", **values)


def _facts(words: Words, ended: Ended) -> dict[str, str]:
    code, signal = ended.exit.code, ended.exit.signal
    return {
        "name": ended.name,
        "exit": words.say("stack.exit.signal", signal=signal)
        if signal
        else words.say("stack.exit.code", code=code),
        "error": ended.error or words.say("stack.no_error"),
        "log": ended.log,
    }
