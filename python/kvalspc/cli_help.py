"""``--help`` in the language that is asked for: the help of a command or an option is the id of a text."""

from __future__ import annotations

import itertools
import shutil
import textwrap
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

from kvalspc.cli_language import asked, require_known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ASKED = "kvalspc.help.language"
_WIDEST, _COLUMN = 80, 28


class Command(TyperCommand):
    """A command whose help is in the language that stands beside ``--help``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """See `kvalspc.cli_help`: the language is noted before ``--help`` ends everything."""
        ctx.meta[_ASKED] = _language(args)
        return super().parse_args(ctx, ["--help"] if "--help" in args else args)

    def get_help(self, ctx: Any) -> str:
        """The help of this command."""
        return "\n".join(_lines(self, ctx, _known(ctx)))


class Group(TyperGroup):
    """All commands; beside ``--help`` alone it takes a language too."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """See `Command.parse_args`."""
        ctx.meta[_ASKED] = _language(args)
        if "--help" in args and not set(args) & set(self.commands):
            args = ["--help"]
        return super().parse_args(ctx, args)

    def get_help(self, ctx: Any) -> str:
        """The help of the program: a line a command."""
        return "\n".join([*_lines(self, ctx, _known(ctx)), *_commands(self, _known(ctx))])


def _language(args: Sequence[str]) -> list[str]:
    """The languages that are asked for, as they stand among the arguments."""
    after = [value for option, value in itertools.pairwise(args) if option == "--language"]
    return after + [arg.partition("=")[2] for arg in args if arg.startswith("--language=")]


def _known(ctx: Any) -> str:
    languages = ctx.meta.get(_ASKED, [])
    require_known(*languages)
    return asked(languages)


def _lines(command: Any, ctx: Any, language: str) -> Iterator[str]:
    """Usage, what it does, arguments and options."""
    from kvalspc.words.catalogue import say

    arguments = [one for one in command.get_params(ctx) if one.param_type_name == "argument"]
    options = [one for one in command.get_params(ctx) if one.param_type_name == "option"]
    usage = [ctx.command_path, say("help.usage.options", language), *(one.metavar for one in arguments)]
    usage += [say("help.usage.command", language)] if isinstance(command, Group) else []
    yield f"{say('help.usage', language)}: {' '.join(usage)}"
    yield ""
    yield from _wrapped(say(command.help, language), "  ", "  ")
    rows = [(one.metavar, _told(one, language)) for one in arguments]
    yield from _table("help.arguments", rows, language)
    rows = [(_name(one), _told(one, language)) for one in options]
    yield from _table("help.options", rows, language)


def _commands(group: Group, language: str) -> Iterator[str]:
    from kvalspc.words.catalogue import say

    rows = [(name, say(str(one.help), language)) for name, one in group.commands.items()]
    yield from _table("help.commands", rows, language)


def _name(option: Any) -> str:
    names = ", ".join(sorted(option.opts, key=len))
    return names if option.is_flag else f"{names} {option.metavar}"


def _told(param: Any, language: str) -> str:
    """What it is for, whether it must be there, and what it is otherwise."""
    from kvalspc.words.catalogue import say
    from kvalspc.words.unbroken import unbroken

    text = say("help.help" if param.name == "help" else str(param.help), language)
    if param.required:
        return f"{text}  {unbroken(say('help.required', language))}"
    if param.is_eager or param.default is None or param.default is False or callable(param.default):
        return text
    return f"{text}  {unbroken(say('help.default', language, value=str(param.default)))}"


def _table(heading: str, rows: Sequence[tuple[str, str]], language: str) -> Iterator[str]:
    from kvalspc.words.catalogue import say

    if not rows:
        return
    yield ""
    yield f"{say(heading, language)}:"
    column = min(_COLUMN, max(len(name) for name, _ in rows) + 4)
    for name, text in rows:
        begin = f"  {name}"
        if len(begin) > column - 2:  # too long to stand beside its text
            yield begin
            begin = ""
        yield from _wrapped(text, begin.ljust(column), " " * column)


def _wrapped(text: str, first: str, others: str) -> list[str]:
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=others, break_on_hyphens=False)
