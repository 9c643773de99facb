"""``--help``, and what is wrong with the usage, in the language that is asked for.

The help of a command or an option is the id of a text.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

from kvalspc.cli_language import asked, require_known
from kvalspc.cli_usage import told, too_many, unknown_command, within

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ASKED = "kvalspc.help.language"


class Command(TyperCommand):
    """A command whose help is in the language that stands beside ``--help``."""

    allow_extra_args = True  # what is too much is told here

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """See `kvalspc.cli_help`: the language is noted before ``--help`` ends everything."""
        ctx.meta[_ASKED] = _language(args)
        with within(ctx):
            rest: list[str] = super().parse_args(ctx, ["--help"] if "--help" in args else args)
        if rest:
            raise too_many(rest, ctx)
        return rest

    def get_help(self, ctx: Any) -> str:
        """The help of this command."""
        return _help(self, ctx)


class Group(TyperGroup):
    """All commands; beside ``--help`` alone it takes a language too. It tells what is wrong with any of them."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Read what stands before the command."""
        with told(_known_first(_language(args))):
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Find the command, read what stands after it, and run it."""
        with told(_known_first(ctx.meta[_ASKED])):
            return super().invoke(ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that the first argument names."""
        if args[0] not in self.commands:
            raise unknown_command(args[0], self.commands, ctx)
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """See `Command.parse_args`."""
        ctx.meta[_ASKED] = _language(args)
        if "--help" in args and not set(args) & set(self.commands):
            args = ["--help"]
        with within(ctx):
            return super().parse_args(ctx, args)

    def get_help(self, ctx: Any) -> str:
        """The help of the program: a line a command."""
        return _help(self, ctx, self.commands)


def _language(args: Sequence[str]) -> list[str]:
    """The languages that are asked for, as they stand among the arguments."""
    after = [value for option, value in itertools.pairwise(args) if option == "--language"]
    return after + [arg.partition("=")[2] for arg in args if arg.startswith("--language=")]


def _known_first(languages: Sequence[str]) -> str:
    """The first language among those that kvalspc speaks: what is wrong is told in one of them."""
    from kvalspc.words import LANGUAGES

    return asked([language for language in languages if language in LANGUAGES])


def _known(ctx: Any) -> str:
    languages = ctx.meta.get(_ASKED, [])
    require_known(*languages)
    return asked(languages)


def usage(command: Any, ctx: Any, language: str) -> str:
    """Return the usage of a command: a line, or several where it is long."""
    page = ctx.make_formatter()
    _write_usage(page, command, ctx, language)
    return str(page.getvalue())


def _write_usage(page: Any, command: Any, ctx: Any, language: str) -> None:
    from kvalspc.words.catalogue import say

    arguments = [one.metavar for one in command.get_params(ctx) if one.param_type_name == "argument"]
    following = [say("help.usage.command", language)] if isinstance(command, TyperGroup) else []
    rest = " ".join([say("help.usage.options", language), *arguments, *following])
    page.write_usage(ctx.command_path, rest, f"{say('help.usage', language)}: ")


def _help(command: Any, ctx: Any, commands: Mapping[str, Any] | None = None) -> str:
    """Usage, what it does, arguments, options and commands, laid out as Click does."""
    from kvalspc.words.catalogue import say

    language = _known(ctx)
    arguments = [one for one in command.get_params(ctx) if one.param_type_name == "argument"]
    options = [one for one in command.get_params(ctx) if one.param_type_name == "option"]
    page = ctx.make_formatter()
    _write_usage(page, command, ctx, language)
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
