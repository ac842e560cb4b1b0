"""`klachten templates`: what letters there are, what each may tell, and whether templates of one's own are in order."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from klachten.commands.completing import letter_names, template_names
from klachten.commands.groups import Listing
from klachten.commands.tables import print_json, print_rows, wrapped

if TYPE_CHECKING:
    from outbound.own_templates.faults import Fault

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.group("templates", cls=Listing)
def templates_command() -> None:
    """See which letters there are, and check templates of your own.

    \b
    klachten templates
    klachten templates facts acknowledgement
    klachten templates copy nl/acknowledgement.md letters/
    klachten templates check letters/
    """


@templates_command.command("list")
@click.option("--json", "as_json", is_flag=True, help="The letters as JSON.")
def list_command(*, as_json: bool) -> None:
    """List the letters: each with its templates, and for whom it is.

    \b
    klachten templates list --json | jq '.[].templates'
    """
    from tracker.letters import LETTERS

    rows = [(str(letter), str(one.audience), [f"{spoken}/{letter}.md" for spoken in one.languages]) for letter, one in LETTERS.items()]
    if as_json:
        print_json([dict(zip(("letter", "for", "templates"), row, strict=True)) for row in rows])
    else:
        print_rows(("letter", "for", "templates"), [(letter, audience, " ".join(files)) for letter, audience, files in rows])


@templates_command.command("facts")
@click.argument("letter", shell_complete=letter_names)
def facts_command(letter: str) -> None:
    """List what a letter may tell, each with an example, and the filters.

    \b
    klachten templates facts acknowledgement
    """
    from klachten.commands.choosing import letter_named
    from klachten.commands.template_facts import facts_told
    from outbound.compose import Composer
    from outbound.samples.house import SAMPLE_HOUSE

    print_rows(("fact", "for example"), list(facts_told(letter_named(letter))))
    click.echo()
    filters = ", ".join(sorted(Composer(SAMPLE_HOUSE).filters))
    click.echo(wrapped(f"Filters of ours, besides those of Jinja, as in {{{{ received_date | day }}}}: {filters}", ""))


@templates_command.command("copy")
@click.argument("template", shell_complete=template_names)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
def copy_command(template: str, folder: Path) -> None:
    """Copy one of our templates to DIR, to change it there. A file that is there already stays as it is.

    \b
    klachten templates copy nl/acknowledgement.md letters/
    """
    from klachten.commands.template_files import our_templates

    ours = our_templates()
    if template not in ours:
        raise click.ClickException(f"there is no template '{template}'; see: klachten templates")
    copy = folder / template
    copy.parent.mkdir(parents=True, exist_ok=True)
    try:
        with copy.open("x", encoding="utf-8") as opened:
            opened.write(ours[template].read_text("utf-8"))
    except FileExistsError as there:
        raise click.ClickException(f"{copy} is there already; move it away first") from there
    click.echo(f"{copy}: change it, look at it with klachten preview --watch --templates {folder}, and set letters.templates")


@templates_command.command("check")
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--json", "as_json", is_flag=True, help="The faults as JSON.")
def check_command(folder: Path, *, as_json: bool) -> None:
    """Say what is wrong with templates of your own.

    Told are files that no letter reads, facts that there are not in any branch, letters that lack what they must
    tell (the reference, the target date, the way to appeal), a language that is not that of the folder, and
    whatever keeps a letter from being written. The letters are those of an invented house.

    \b
    klachten templates check /etc/klachten/letters

    \b
    Exit codes: 0 all is in order
                1 something is not: file, line, what is wrong, what to do
    """
    from klachten.check_templates import faults
    from outbound.samples.house import SAMPLE_HOUSE

    try:
        found = faults(folder, SAMPLE_HOUSE)
    except OSError as trouble:
        raise click.ClickException(f"{trouble.filename} cannot be read: {trouble.strerror}") from trouble
    if as_json:
        print_json([{"file": fault.file, "line": fault.line, "what": fault.what, "do": fault.do} for fault in found])
    else:
        _tell(found, folder)
    if found:
        raise SystemExit(1)


def _tell(found: "list[Fault]", folder: Path) -> None:
    for fault in found:
        click.echo(str(fault))
    count = "1 fault" if len(found) == 1 else f"{len(found)} faults"
    click.echo(f"{count} in {folder}" if found else _in_order(folder))


def _in_order(folder: Path) -> str:
    from klachten.commands.template_files import our_templates

    if any((folder / name).exists() for name in our_templates()):
        return f"{folder} is in order."
    return f"{folder} overrides nothing: there is no template in it; begin with klachten templates copy TEMPLATE {folder}"
