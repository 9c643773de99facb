"""``--help`` in the language that is asked for: the help of a command or an option is the id of a text."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

from kvalspc.cli_language import asked, require_known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ASKED = "kvalspc.help.language"


class Command(TyperCommand):
    """A command whose help is in the language that stands beside ``--help``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """See `kvalspc.cli_help`: the language is noted before ``--help`` ends everything."""
        ctx.meta[_ASKED] = _language(args)
        return super().parse_args(ctx, ["--help"] if "--help" in args else args)

    def get_help(self, ctx: Any) -> str:
        """The help of this command."""
        return _help(self, ctx)


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
        return _help(self, ctx, self.commands)


def _language(args: Sequence[str]) -> list[str]:
    """The languages that are asked for, as they stand among the arguments."""
    after = [value for option, value in itertools.pairwise(args) if option == "--language"]
    return after + [arg.partition("=")[2] for arg in args if arg.startswith("--language=")]


def _known(ctx: Any) -> str:
    languages = ctx.meta.get(_ASKED, [])
    require_known(*languages)
    return asked(languages)


def _help(command: Any, ctx: Any, commands: Mapping[str, Any] | None = None) -> str:
    """Usage, what it does, arguments, options and commands, laid out as Click does."""
    from kvalspc.words.catalogue import say

    language = _known(ctx)
    arguments = [one for one in command.get_params(ctx) if one.param_type_name == "argument"]
    options = [one for one in command.get_params(ctx) if one.param_type_name == "option"]
    usage = [say("help.usage.options", language), *(one.metavar for one in arguments)]
    usage += [say("help.usage.command", language)] if commands else []
    page = ctx.make_formatter()
    page.write_usage(ctx.command_path, " ".join(usage), f"{say('help.usage', language)}: ")
    page.write_paragraph()
    with page.indentation():
        page.write_text(say(command.help, language))
    tables = {
        "help.arguments": [(one.metavar, _told(one, language)) for one in arguments],
        "help.options": [(_name(one), _told(one, language)) for one in options],
        "help.commands": [(name, say(str(one.help), language)) for name, one in (commands or {}).items()],
    }
    for heading, rows in tables.items():
        if rows:
            with page.section(say(heading, language)):
                page.write_dl(rows)
    return str(page.getvalue().rstrip("\n"))


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
