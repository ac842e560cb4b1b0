"""The settings file that the demo writes: the shortest with which employees are obeyed."""

from pathlib import Path

from klachten.demo.folder import SETTINGS
from klachten.embedded import EmbeddedServers
from tracker.model import Role

PEOPLE: dict[Role, tuple[str, str]] = {
    Role.MANAGER_OPERATIONS: ("Anna de Boer", "a.deboer@voorbeeld.nl"),
    Role.TEAM_LEAD_COLLECTION: ("Bram Smit", "b.smit@voorbeeld.nl"),
    Role.TEAM_LEAD_RECEIVABLES: ("Carla Visser", "c.visser@voorbeeld.nl"),
    Role.TEAM_LEAD_ADMINISTRATION: ("Daan Mulder", "d.mulder@voorbeeld.nl"),
    Role.SALES_MANAGER: ("Eva Bos", "e.bos@voorbeeld.nl"),
    Role.MANAGING_DIRECTOR: ("Frank Dekker", "f.dekker@voorbeeld.nl"),
}
FRONT_DESK = ("Gijs Kok", "receptie@voorbeeld.nl")

_FILE = """# The settings of the demo. config.example.toml has all that there is.

[organisation]
name = "Voorbeeld Incasso"
statutory_name = "Voorbeeld Incasso B.V."
seat = "Utrecht"
kvk_number = "12345678"
telephone = "030-123 45 67"
procedure_url = "https://www.voorbeeld.nl/klachten"

[mailbox.klachten]
address = "{desk}"
host = "{host}"
port = {imap_port}
ca_file = "{folder}/ca.pem"
password_file = "{folder}/password"
plus_addressing = true

[smtp]
host = "{host}"
port = {smtp_port}
ca_file = "{folder}/ca.pem"
username = "{desk}"
password_file = "{folder}/password"

[register]
url = "sqlite:///{folder}/klachten.db"
keys_file = "{folder}/keys"

# The embedded mail server says who logged in to it; on that word staff are obeyed. Without it only the links in their own mail would be.
[authentication]
trust = "authserv-id"
authserv_id = "{host}"
own_hosts = ["{host}"]

[report]
recipients = ["manager_operations"]
"""

_PERSON = """
[people.{role}]
name = "{name}"
addresses = ["{address}"]
"""


_FRONT_DESK = """
[[people.front_desk]]
name = "{name}"
addresses = ["{address}"]
"""


def write_settings(folder: Path, servers: EmbeddedServers, desk: str) -> Path:
    """Write the settings, and the password beside them, for a service that uses `servers`; return the file."""
    place = folder.resolve()
    password = place / "password"
    password.touch(mode=0o600)
    password.write_text(servers.password)
    people = (_PERSON.format(role=role.value, name=name, address=address) for role, (name, address) in PEOPLE.items())
    file = place / SETTINGS
    text = _FILE.format(desk=desk, host=servers.host, imap_port=servers.imap_port, smtp_port=servers.smtp_port, folder=place)
    file.write_text(text + "".join(people) + _FRONT_DESK.format(name=FRONT_DESK[0], address=FRONT_DESK[1]), encoding="utf-8")
    return file
