"""The daemon between Dovecot and Postfix, on a clock that is given: what it does about the days on which it did not run.

Source: docs/procedure.md, The clock.
"""

from datetime import timedelta
from pathlib import Path

from scene.letters import Received
from scene.office import Office
from scene.posts import RealPost
from scene.waiting import as_soon_as


def mails_of_a_day(office: Office) -> list[Received]:
    """Return those that reached the Manager Operations."""
    return office.letters(office.scene.manager, "[Vandaag]")


def test_a_daemon_that_was_down_for_five_days_writes_one_mail_of_the_day(real_post: RealPost, tmp_path: Path) -> None:
    office = Office(real_post, tmp_path)
    with office.open() as daemon:
        office.lay(daemon, office.scene.pen.complaints(1)[0].raw)
    assert mails_of_a_day(office) == []
    office.clock.advance(timedelta(days=5))  # Tuesday, after Easter
    with office.open() as daemon:
        (caught_up,) = as_soon_as(lambda: mails_of_a_day(office), lambda: "no mail of the day")
        assert "KL-2026-00001" in caught_up.text
        office.clock.advance(timedelta(hours=3))
        office.look(daemon)
    assert len(mails_of_a_day(office)) == 1
