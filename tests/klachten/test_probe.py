"""`klachten check --send-test-mail`: a forged claim through a server that takes it away, and through one that leaves it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from settings_files import PASSWORDS
from sqlalchemy import text
from test_check import reaching

from klachten import wiring
from klachten.commands import main
from klachten.embedded import EmbeddedServers
from klachten.settings import load
from tracker.alarms import alarms_up, clear_alarm, raise_alarm
from tracker.ledger import MailClass
from tracker.migrating import version
from world import World, mail

TRUSTING = '[authentication]\ntrust = "authserv-id"\nauthserv_id = "{id}"\nown_hosts = ["localhost"]'
PLUS = ("[smtp]", "plus_addressing = true\n\n[smtp]")
STRIPS, LEAVES = "localhost", "mx.elders.example"
"""The embedded server takes away only what is claimed in its own name."""


@pytest.fixture
def probe(embedded: EmbeddedServers, tmp_path: Path) -> Iterator["Probed"]:
    """Give the command; it changes the process's umask, so put it back."""
    umask = os.umask(0o022)
    yield Probed(embedded, tmp_path)
    os.umask(umask)


class Probed:
    """The command on a settings file, and the alarms that it left."""

    def __init__(self, servers: EmbeddedServers, folder: Path) -> None:
        self.servers, self.folder = servers, folder

    def run(self, authserv_id: str | None, *, plus: bool = True) -> str:
        more = TRUSTING.format(id=authserv_id) if authserv_id else '[authentication]\ntrust = "none"'
        file = reaching(self.servers, self.folder, more=more)
        config = self.folder / "config.toml"
        config.write_text(file.replace(*PLUS) if plus else file, encoding="utf-8")
        environment = {**dict.fromkeys(PASSWORDS, "geheim"), "COLUMNS": "200"}
        self.told = CliRunner().invoke(main, ["check", "--send-test-mail", "--config", str(config)], env=environment)
        self.settings = load(config, environment)
        return self.told.output

    def alarms(self) -> list[str]:
        store = wiring.open_store(self.settings)
        with store.reading() as session:
            names = [alarm.name for alarm in alarms_up(session)]
        store.close()
        return names


def test_a_server_that_takes_the_claim_away_is_trusted(probe: Probed) -> None:
    told = probe.run(STRIPS)
    assert "sub-addresses (klachten+…@) reach it" in told
    assert "a forged Authentication-Results is taken away" in told
    assert (probe.told.exit_code, probe.alarms()) == (0, [])


def test_one_that_leaves_it_is_told_and_kept_in_mind_until_it_is_mended(probe: Probed) -> None:
    told = probe.run(LEAVES)
    assert "left a forged Authentication-Results in place" in told
    assert (probe.told.exit_code, probe.alarms()) == (1, ["authentication.forgeable"])
    probe.run(STRIPS)
    assert (probe.told.exit_code, probe.alarms()) == (0, [])


def test_where_nobody_is_believed_the_links_are_what_remains(probe: Probed) -> None:
    assert "employees command by the links in their own mail alone" in probe.run(None, plus=False)
    assert "sub-addresses (klachten+…@) reach it" not in probe.told.output
    assert probe.told.exit_code == 0


def test_a_service_that_runs_takes_the_mail_for_its_own(probe: Probed) -> None:
    probe.run(STRIPS)
    environment = dict.fromkeys(PASSWORDS, "geheim")
    once = CliRunner().invoke(main, ["once", "--config", str(probe.folder / "config.toml")], env=environment)
    assert once.exit_code == 0, once.output
    assert len(probe.servers.mails("klachten@voorbeeld.nl", "Klachten/Robots")) == 1


def test_an_older_register_is_left_as_it_is(probe: Probed) -> None:
    probe.run(STRIPS)
    sent = len(probe.servers.accepted)
    store = wiring.open_store(probe.settings)
    with store.unit() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert "not sent: it would bring the register up to date" in probe.run(STRIPS)
    with store.reading() as session:
        assert version(session.connection()) == "0001"
    store.close()
    assert (probe.told.exit_code, len(probe.servers.accepted)) == (0, sent)


def test_while_it_is_forgeable_only_links_are_obeyed(world: World) -> None:
    world.deliver(mail())
    with world.store.unit() as session:
        raise_alarm(session, "authentication.forgeable", "klachten", "seen", world.clock.now())
    assert world.order("#toewijzen Teamleider Incasso", sender="a.deboer@voorbeeld.nl") is MailClass.STAFF
    assert (world.complaint().state, world.answer().letter) == ("registered", "is_it_you")
    with world.store.unit() as session:
        clear_alarm(session, "authentication.forgeable", "klachten", world.clock.now())
    world.order("#toewijzen Teamleider Incasso", sender="a.deboer@voorbeeld.nl")
    assert world.complaint().state == "assigned"
