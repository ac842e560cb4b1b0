"""`klachten demo`: the service at work, with servers of its own."""

import shlex
import shutil
import sys
from pathlib import Path

import click


@click.command("demo")
@click.option("--keep", is_flag=True, help="Leave it running, and say how to connect a mail program to it.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo-output"),
    show_default=True,
    help="Where the register, the mails and a page that shows them are left.",
)
def demo_command(output: Path, *, keep: bool) -> None:
    """Show what the service does, in a minute.

    An IMAP and an SMTP server run inside this process, on loopback; the real
    daemon works with them, on a clock that jumps through seven weeks; complaints
    come in, and are carried to their ends by staff who act on their mail.
    Nothing else is needed, nothing leaves this machine, and no settings are read.

    \b
    klachten demo
    klachten demo --keep     go on, with a mail program of your own
    """
    from rich.console import Console

    console = Console(highlight=False)
    with console.status("Loading the service"):
        from klachten.demo.story import show

    show(output, console, program=as_typed(sys.argv[0]), keep=keep)


def as_typed(called: str) -> str:
    """Return how this program can be called again: as it was now, or by its name alone where the shell finds that.

    called: such as `sys.argv[0]`.
    """
    path = Path(called)
    if path.name == "__main__.py":
        return shlex.join([sys.executable, "-m", "klachten"])
    found = shutil.which(path.name)
    return path.name if found and path.exists() and Path(found).samefile(path) else shlex.quote(called)
