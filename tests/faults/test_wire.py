"""The wire to a mail server breaks at many places and is whole again: all is done in the end, and nothing twice but what may be.

Source: docs/mail-rules.md, F12, F13, F21, F31, F47 and D6. `KLACHTEN_CUTS` says at how many places of each session.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from proxy import CutAfter, Down, NoAnswerToLetters, Side, SilentAfter, Whole, Wire

from klachten.faults_told import DONE, LATER
from scene.impatient import STOPPING_SECONDS
from scene.nursery import Nursery
from scene.posts import EmbeddedPost
from scene.service import ENDS_WITHIN_SECONDS
from scene.stage import Scene, playing
from scene.waiting import as_soon_as

CUTS = int(os.environ.get("KLACHTEN_CUTS", "4"))
MAILS = 5
LETTERS = 2 * MAILS
PASSES = 12
"""So many passes one register sees; the next has a new one, or each count would take longer than the one before."""

SILENT_MAILBOXES = int(ENDS_WITHIN_SECONDS / STOPPING_SECONDS) + 2
"""So many that a service which waited for each of them would be late."""


class Wired:
    """A scene behind two wires, and what a pass without faults says over each."""

    def __init__(self, scene: Scene, imap: Wire, smtp: Wire) -> None:
        self.scene, self.imap, self.smtp = scene, imap, smtp
        self.service = scene.service
        self.twice: set[int] = set()
        self.passes_left = PASSES
        assert self.service.once() == DONE  # what lies there before the first start is not answered
        assert self.pass_over() == DONE
        assert self.is_right() == []
        self.imap_octets, self.smtp_octets = Counter(imap.passed), Counter({side: smtp.passed[side] // smtp.links for side in smtp.passed})

    def pass_over(self) -> int:
        """Let the service make one pass over new mail; return its exit code."""
        self.sound = False
        self.passes_left -= 1
        self.scene.bring(self.scene.pen.complaints(MAILS))
        for wire in (self.imap, self.smtp):
            wire.forget()
        return self.service.once()

    def heal(self) -> None:
        """Make both wires whole, and every letter due: those that got no answer may go out twice."""
        self.imap.fault = self.smtp.fault = Whole()
        self.twice |= self.service.try_now()

    def is_right(self) -> list[str]:
        """Return what is not as it must be."""
        found = self.scene.differences(twice=self.twice)
        self.sound = not found
        return found


@pytest.fixture(scope="module")
def next_wired(nursery: Nursery, embedded_post: EmbeddedPost, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Wired]]:
    """Give what returns a scene behind wires: the last one again, if it is sound and was not used too often."""
    with ExitStack() as stack:
        last: list[Wired] = []

        def give() -> Wired:
            if not (last and last[-1].sound and last[-1].passes_left > 0):
                imap, smtp = (
                    stack.enter_context(Wire(port))
                    for port in (embedded_post.servers.imap_plain_port, embedded_post.servers.smtp_plain_port)
                )
                scene = behind(imap, smtp, embedded_post, nursery, tmp_path_factory.mktemp("wired"))
                stack.callback(scene.service.close)
                last.append(Wired(scene, imap, smtp))
            return last[-1]

        yield give


def behind(imap: Wire, smtp: Wire, embedded_post: EmbeddedPost, nursery: Nursery, folder: Path, *, mailboxes: int = 1) -> Scene:
    doors = replace(embedded_post.doors, imap_port=imap.port, smtp_port=smtp.port, ca_file=None)
    return Scene(embedded_post, folder, f"sqlite:///{folder}/register.db", mailboxes=mailboxes, launch=nursery.launch, doors=doors)


@pytest.fixture
def wired(next_wired: Callable[[], Wired]) -> Wired:
    return next_wired()


@pytest.mark.parametrize("place", range(1, CUTS + 1))
@pytest.mark.parametrize("side", get_args(Side))
def test_imap_is_cut(wired: Wired, side: Side, place: int) -> None:
    wired.imap.fault = CutAfter(side, wired.imap_octets[side] * place // (CUTS + 1))
    assert wired.pass_over() in {LATER, DONE}  # a pass may find its way over a new connection
    wired.heal()
    assert wired.service.once() == DONE
    assert wired.is_right() == []


@pytest.mark.parametrize("place", range(1, CUTS + 1))
@pytest.mark.parametrize("side", get_args(Side))
def test_smtp_is_cut(wired: Wired, side: Side, place: int) -> None:
    wired.smtp.fault = CutAfter(side, wired.smtp_octets[side] * place // (CUTS + 1))
    assert wired.pass_over() == DONE
    assert wired.smtp.cuts
    wired.heal()
    assert wired.service.once() == DONE
    assert wired.is_right() == []


def test_smtp_takes_every_letter_and_never_says_so(wired: Wired) -> None:
    wired.smtp.fault = NoAnswerToLetters()
    wired.pass_over()
    wired.heal()
    wired.service.once()
    assert wired.is_right() == []
    assert Counter(Counter(wired.scene.sent).values())[2] >= LETTERS


def test_smtp_is_down_for_a_while(wired: Wired) -> None:
    wired.smtp.fault = Down()
    before = len(wired.scene.sent)
    wired.pass_over()
    assert len(wired.scene.sent) == before
    wired.heal()
    wired.service.once()
    assert wired.is_right() == []
    assert len(wired.scene.sent) == before + LETTERS


def test_a_service_that_loses_its_mailbox_comes_back_by_itself(wired: Wired) -> None:
    with playing(wired.scene) as scene:
        wired.imap.fault = Down()
        wired.imap.cut()
        scene.bring(scene.pen.complaints(MAILS))
        scene.service.until_said("mailbox.away")
        wired.heal()
        scene.until_quiet()
        assert wired.is_right() == []
        assert scene.service.stop() == 0


def test_told_to_stop_while_nobody_says_a_word_it_stops(nursery: Nursery, embedded_post: EmbeddedPost, tmp_path: Path) -> None:
    with Wire(embedded_post.servers.imap_plain_port) as imap, Wire(embedded_post.servers.smtp_plain_port) as smtp:
        scene = behind(imap, smtp, embedded_post, nursery, tmp_path, mailboxes=SILENT_MAILBOXES)
        try:
            imap.fault = SilentAfter(400)  # past the greeting, where its patience is greatest
            scene.service.launch()
            as_soon_as(lambda: imap.links >= len(scene.addresses), lambda: f"{imap.links} connections: {scene.service.told()}")
            assert scene.service.stop() == 0
        finally:
            scene.service.close()
