"""Who tells the demo: sends what people write, keeps what each got and did, and says in a line what came of it.

Reads the register and the mailboxes; decides nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from klachten import values
from klachten.demo.calendar import DAILY_MAILS_AT, StoryClock
from klachten.demo.diary import Diary, Did
from klachten.demo.folder import PAGE, PAPER
from klachten.demo.mails import DESK, Mail
from klachten.demo.outcome import Went, outcome_of, register_rows, ways, went_since
from klachten.demo.page import page
from klachten.demo.paper import printed
from klachten.demo.post import Post
from klachten.demo.screen import Screen
from klachten.demo.settings import FRONT_DESK, PEOPLE
from klachten.settings import Settings
from tracker.dates import AMSTERDAM
from tracker.holidays_nl import holidays_of
from tracker.model import TITLES, Letter, Role
from tracker.store import Store

NAMES = {
    **{address: f"{name}, {TITLES[role]}" for role, (name, address) in PEOPLE.items()},
    FRONT_DESK[1]: f"{FRONT_DESK[0]}, {TITLES[Role.FRONT_DESK]}",
    DESK: "the service",
}
"""Who has which mailbox, from the start."""

TOLD: dict[Letter, str] = {
    Letter.UNACKNOWLEDGED: "a letter to print",
    Letter.UNCONFIRMED: "a letter to print",
    Letter.TO_PRINT: "a letter to print",
    Letter.APPEAL_COPY: "a copy",
    Letter.UNCONSULTED: "what had to be consulted about",
    Letter.DAILY: "the mail of the day",
    Letter.DELETION_LIST: "what to delete",
}
"""Of the letters to staff those that are told, and how; the page shows all."""

SATURDAY = 5


class Teller:
    """The narrator of a run."""

    def __init__(self, post: Post, store: Store, settings: Settings, screen: Screen, clock: StoryClock) -> None:
        """Begin with nothing told."""
        self._post, self._store, self._screen, self._clock = post, store, screen, clock
        self._natures = values.natures(settings)
        self._diary = Diary()
        self._names = dict(NAMES)
        self._since, self._told = clock.now(), set[int]()
        self._ways: dict[str, tuple[str, str]] = {}  # also of what left the register since

    def send(self, mail: Mail) -> None:
        """See `klachten.demo.stage.Narrator.send`."""
        self._names.setdefault(mail.sender, mail.name)
        had = len(self._post.inbox(mail.sender))
        self._diary.note(mail.sender, had, Did(self._clock.now(), mail.about, mail.done, mail.words))
        self._post.send(mail)

    def tell(self, mails: Iterable[Mail]) -> None:
        """See `klachten.demo.stage.Narrator.tell`."""
        now = self._clock.now()
        with self._store.reading() as session:
            outcomes = [(mail, outcome_of(session, mail.message_id, self._natures) if mail.to_desk else None) for mail in mails]
            went = went_since(session, self._since, self._told)
            self._ways |= ways(session)
        for mail, outcome in outcomes:
            self._screen.mail(now, mail, outcome)
        if words := self._in_words(went) or _day_off(now):
            self._screen.letters(now, words)
        self._since = now
        self._told |= {letter.letter_id for letter in went}

    def _in_words(self, went: Iterable[Went]) -> str:
        """Say which letters went outside, and which of staff's are to be told: 'closing to Fatima Idrissi'."""
        to = defaultdict[str, list[str]](list)
        for one in went:
            if one.outside or one.letter in TOLD:
                name = self._names.get(one.recipient, one.recipient).partition(",")[0]
                to[TOLD.get(one.letter, one.letter.replace("_", " "))].append(f"{name} ({one.number})" if one.number else name)
        return "; ".join(f"{letter} to {', '.join(names)}" for letter, names in to.items())

    def conclude(self, folder: Path) -> None:
        """Show the register and the mailboxes; leave the page, and what was printed, in `folder`."""
        with self._store.reading() as session:
            rows = register_rows(session, self._ways | ways(session))
        self._screen.register(rows)
        boxes = self._post.boxes()
        self._screen.mailboxes([(self._names.get(address, address).partition(",")[0], len(mails)) for address, mails in boxes.items()])
        paper = {name: pdf for mails in boxes.values() for name, pdf in printed(mails)}
        for name, pdf in paper.items():
            (folder / PAPER / name).write_bytes(pdf)
        everybody = sorted(dict.fromkeys([*boxes, *self._diary.writers]), key=DESK.__eq__)  # the service's own last
        people = {address: self._diary.entries(address, boxes.get(address, [])) for address in everybody}
        (folder / PAGE).write_text(page(rows, people, self._names, {name: f"{PAPER}/{name}" for name in paper}), encoding="utf-8")


def _day_off(moment: datetime) -> str:
    """Return what is told of a morning in the week on which no mail of the day goes; nothing of any other moment."""
    local = moment.astimezone(AMSTERDAM)
    holiday = holidays_of(local.year, good_friday=False, liberation_day="lustrum").get(local.date())
    return f"none, it is {holiday.english}" if holiday and f"{local:%H:%M}" == DAILY_MAILS_AT and local.weekday() < SATURDAY else ""
