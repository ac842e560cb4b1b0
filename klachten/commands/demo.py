"""`klachten demo`: the service at work, with servers of its own."""

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
    """Show what the service does, in half a minute.

    An IMAP and an SMTP server run inside this process, on loopback; the real
    daemon works with them; a few mails come in. Nothing else is needed, nothing
    leaves this machine, and no settings are read.
    """
    from rich.console import Console  # noqa: PLC0415 - `klachten --help` need not wait for this and the next

    console = Console(highlight=False)
    with console.status("Loading the service"):
        from klachten.demo.story import show  # noqa: PLC0415 - see above

    show(output, console, keep=keep)
