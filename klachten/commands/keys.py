"""`klachten keys`: which keys sign the links and Message-IDs of our letters, and a new one that signs from the next reload on.

`tracker.keys` reads and writes their file. Rule: no key is shown, only its id,
which stands openly in every letter that it signed.
"""

from pathlib import Path

import click

from klachten.commands.groups import Listing
from klachten.commands.options import config_option, load_settings
from klachten.commands.tables import print_json, print_rows
from tracker.keys import add_key, read_keyring


@click.group("keys", cls=Listing)
def keys_command() -> None:
    """See which keys sign our letters, and add a new one.

    The newest signs; letters that an older one signed are still recognised.

    \b
    klachten keys              which there are, by id
    klachten keys rotate       a new one signs, after a reload
    """


@keys_command.command("list")
@config_option
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
def list_command(config: Path, *, as_json: bool) -> None:
    """List the keys by id, oldest first, and say what each does.

    \b
    klachten keys list --json
    """
    ring = read_keyring(load_settings(config).register_.keys_file)
    if as_json:
        print_json([{"id": key.id, "signs": key == ring.newest} for key in ring.keys])
    else:
        print_rows(["id", "what it does"], [[key.id, "signs" if key == ring.newest else "is recognised"] for key in ring.keys])


@keys_command.command("rotate")
@config_option
def rotate_command(config: Path) -> None:
    """Add a new key, which signs once the service has read it.

    The older keys stay: links and answers to letters that they signed are recognised as before.
    Where somebody else may have a key, take its line out of the file as well; then what it signed
    is not believed any more, and backups from before want that line while they are restored.

    \b
    sudo -u klachten klachten keys rotate
    systemctl reload klachten
    """
    file = load_settings(config).register_.keys_file
    key = add_key(file)
    click.echo(f"Key {key.id} was added to {file}; it signs from the next reload or start of the service on.")
    click.echo("Now reload each service that has this file, and replace your copy of it: no backup holds it.")
