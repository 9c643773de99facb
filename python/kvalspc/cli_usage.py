"""Wrong usage of the command line, told in the language that is asked for, by the class of Click's exception."""

from __future__ import annotations

import importlib
from contextlib import contextmanager
from difflib import get_close_matches
from typing import IO, TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from kvalspc.job.wording import Wording, either, keyed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_click: Any = importlib.import_module(typer.BadParameter.__module__)
"""Click's exceptions, from where Typer has its own: it brings a Click with it."""


class WrongUsage(typer.BadParameter):
    """Wrong usage that kvalspc finds itself, in a text of the catalogues."""

    def __init__(self, text: Wording, ctx: Any = None, *, option: str | None = None) -> None:
        super().__init__(str(text), ctx)
        self.text = text
        self.option = option


class Told(typer.BadParameter):
    """Wrong usage in one language: the usage of the command, where to read more, and what is wrong."""

    def __init__(self, error: Any, language: str) -> None:
        super().__init__(wrong(error).said(language), error.ctx)
        self.language = language

    def format_message(self) -> str:
        """Return what is wrong."""
        return self.message

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it on stderr, in the order that Click does."""
        from kvalspc.cli_help import usage
        from kvalspc.words.catalogue import say

        if self.ctx is not None:
            asked_in = "" if self.language == "en" else f" --language {self.language}"
            typer.echo(usage(self.ctx.command, self.ctx, self.language), file, err=True, nl=False)
            command = f"{self.ctx.command_path} --help{asked_in}"
            typer.echo(say("usage.hint", self.language, command=command) + "\n", file, err=True)
        typer.echo(say("usage.error", self.language, text=self.message), file, err=True)


@contextmanager
def told(language: str) -> Iterator[None]:
    """Say in a language what is wrong with the usage, where something is."""
    try:
        yield
    except (Told, _click.NoArgsIsHelpError):  # the latter shows the help, which is in that language
        raise
    except _click.UsageError as error:
        raise Told(error, language) from error


@contextmanager
def within(ctx: Any) -> Iterator[None]:
    """Add to what is wrong which command it is about, where Click leaves that out."""
    try:
        yield
    except _click.UsageError as error:
        error.ctx = error.ctx or ctx
        raise


def wrong(error: Any) -> Wording:
    """Return what is wrong: of an exception of Click, by its class. What no class tells is quoted."""
    match error:
        case WrongUsage():
            by_option = error.option or (_name(error.param) if _is_option(error.param) else None)
            return keyed(by_option, error.text) if by_option else error.text
        case _click.MissingParameter(param=param) if param is not None:
            return Wording(f"usage.missing.{param.param_type_name}", {"name": _name(param)})
        case _click.NoSuchOption():
            return _unknown("usage.option.unknown", "usage.option.meant", error.option_name, error.possibilities or ())
        case _click.BadOptionUsage():
            meant = next(one for one in error.ctx.command.get_params(error.ctx) if error.option_name in one.opts)
            ending = "no_value" if meant.is_flag else "needs_value"
            return Wording(f"usage.option.{ending}", {"name": error.option_name})
    if type(error) is _click.UsageError and isinstance(error.cmd, TyperGroup):  # all others are told above
        return Wording("usage.command.missing")
    return Wording("usage.said", {"said": error.format_message()})


def unknown_command(name: str, commands: Iterable[str], ctx: Any) -> WrongUsage:
    """Return that there is no such command, or no such option before the command."""
    if name.startswith("-"):
        return WrongUsage(Wording("usage.option.unknown", {"name": name}), ctx)
    near = get_close_matches(name, list(commands))
    return WrongUsage(_unknown("usage.command.unknown", "usage.command.meant", name, near), ctx)


def too_many(arguments: Sequence[str], ctx: Any) -> WrongUsage:
    """Return that there are more arguments than the command takes."""
    return WrongUsage(Wording("usage.extra", {"names": " ".join(arguments), "count": len(arguments)}), ctx)


def _unknown(text: str, meaning: str, name: str, near: Iterable[str]) -> Wording:
    """There is nothing of that name; where something has one that is near, that it may be meant."""
    meant = sorted(near)
    return Wording(meaning, {"name": name, "meant": either(meant)}) if meant else Wording(text, {"name": name})


def _is_option(param: Any) -> bool:
    return param is not None and param.param_type_name == "option"


def _name(param: Any) -> str:
    """An option as it is typed, an argument as it stands in the usage."""
    return str(max(param.opts, key=len) if _is_option(param) else param.metavar)
