"""What `--help` says, in the reader's language: the texts are `help.json` of `words`.

An option that several commands have, and that means the same in each, has one text: `option.NAME`.
"""

from typing import Any

from concurrency import MODELS

from .typer_words import put_context
from .words import Words


def put_help(command: Any, words: Words, *, name: str = "parallax") -> None:
    """Give the command, its options and its subcommands their texts.

    Args:
        command: of Typer, as `typer.main.get_command` makes it.
        words: of the reader.
        name: of the command.

    Raises:
        KeyError: something has no text.
    """
    command.help = words.say(f"help.{name}")
    command.short_help = command.help  # else Typer cuts it off in the list of commands
    command.epilog = words.say("help.exit-codes")
    put_context(command, words)
    help_option = command.get_help_option(command.context_class(command))
    for parameter in [*command.params, help_option]:
        own = f"help.{name}.{parameter.name}"
        key = own if words.has(own) else f"help.option.{parameter.name}"
        parameter.help = words.say(key, models=", ".join(MODELS))
    for child, subcommand in getattr(command, "commands", {}).items():
        put_help(subcommand, words, name=child)
