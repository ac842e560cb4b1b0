"""`klachten preview`: letters on one page, to look at, and to write templates by."""

from collections.abc import Sequence
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from klachten.commands.browser import open_page
from klachten.commands.completing import letter_names
from klachten.commands.options import config_option, load_settings

if TYPE_CHECKING:
    from klachten.preview.studio import Shown, Studio
    from outbound.house import House

PAGE = Path("klachten-letters.html")


@click.command("preview")
@config_option
@click.argument("letters", nargs=-1, metavar="[LETTER]...", shell_complete=letter_names)
@click.option(
    "--templates",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of templates of your own. [default: letters.templates of the settings]",
)
@click.option(
    "--to", "file", type=click.Path(path_type=Path, dir_okay=False), default=PAGE, show_default=True, help="The page that is written."
)
@click.option("--open", "is_opened", is_flag=True, help="Open the page in your browser.")
@click.option("--watch", "is_watched", is_flag=True, help="Serve the page on this machine, and load it anew when a template changes.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="With --watch: on this port. [default: one that is free]")
@click.pass_context
def preview_command(
    context: click.Context,
    config: Path,
    letters: tuple[str, ...],
    templates: Path | None,
    file: Path,
    *,
    is_opened: bool,
    is_watched: bool,
    port: int,
) -> None:
    """Show every letter, or those named, in every language on one page.

    Everybody in them is invented, and nothing is sent: there are letters of every kind, and some with very long
    names, a million, one word, or text from right to left. A template that is at fault is told with its line.
    Without a settings file the letters are those of an invented house.

    \b
    klachten preview --open
    klachten preview acknowledgement appeal --to two.html
    klachten preview acknowledgement --watch --open --templates letters/

    \b
    Exit codes: 0 the page is written
                1 it is, and some template is at fault
    """
    _refuse_what_does_nothing(context, is_watched=is_watched)
    if is_watched:
        click.echo(f"Writing {_called(letters)}; the address of the page follows in some seconds.")
    studio = _studio(context, config, templates, letters)
    if is_watched:
        _watch(studio, port, letters, is_opened=is_opened)
        return
    shown = studio.show()
    file.write_text(shown.html, "utf-8")
    _tell(shown)
    click.echo(f"{_called(letters).capitalize()} is in {file}")
    if is_opened:
        open_page(file.resolve().as_uri(), file)
    if shown.faults:
        raise SystemExit(1)


def _refuse_what_does_nothing(context: click.Context, *, is_watched: bool) -> None:
    option, why = ("file", "--to: with --watch no file is written") if is_watched else ("port", "--port: only --watch serves the page")
    if context.get_parameter_source(option) is not ParameterSource.DEFAULT:
        raise click.UsageError(why)


def _called(letters: Sequence[str]) -> str:
    return "each letter that you named" if letters else "every letter"


def _studio(context: click.Context, config: Path, templates: Path | None, letters: Sequence[str]) -> "Studio":
    from klachten.commands.choosing import letter_named
    from klachten.preview.studio import Studio

    named = frozenset(map(letter_named, letters))
    house, own = _house(context, config)
    return Studio(house, templates or own, named) if named else Studio(house, templates or own)


def _house(context: click.Context, config: Path) -> tuple["House", Path | None]:
    """Return the house of the settings and its folder of templates; an invented one where nobody named settings and there are none."""
    from klachten import wiring
    from outbound.samples.house import SAMPLE_HOUSE

    if context.get_parameter_source("config") is ParameterSource.DEFAULT and not config.exists():
        return SAMPLE_HOUSE, None
    settings = load_settings(config)
    return wiring.house(settings), settings.letters.templates


def _tell(shown: "Shown") -> None:
    for fault in shown.faults:
        click.echo(str(fault), err=True)


def _watch(studio: "Studio", port: int, letters: Sequence[str], *, is_opened: bool) -> None:
    """Serve the page until Ctrl-C."""
    from klachten.preview.serving import Workshop, served, watch

    workshop = Workshop(studio, _tell)
    try:
        with served(workshop, port) as address:
            click.echo(f"{_called(letters).capitalize()} is at {address} and follows what you change; Ctrl-C ends it.")
            if is_opened:
                open_page(address, address)
            watch(workshop, Event())
    except KeyboardInterrupt:
        click.echo("")
    except OSError as trouble:
        raise click.ClickException(f"port {port} cannot be used ({trouble.strerror}); leave --port out") from trouble
