"""What the demo prints: quiet, in colour on a terminal and plain elsewhere.

It shows what `klachten.demo.story` found out, and finds out nothing itself.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from klachten.demo.mails import Mail
from klachten.demo.outcome import Outcome
from klachten.embedded import EmbeddedServers
from tracker.dates import AMSTERDAM

ACCENT, SOFT, GOOD, ODD = "bold cyan", "dim", "green", "yellow"


class Screen:
    """The narrator."""

    def __init__(self, console: Console) -> None:
        """Print to `console`."""
        self._console = console
        self._day: date | None = None
        self._time = ""

    def open(self, servers: EmbeddedServers, desk: str) -> None:
        """Say what is running."""
        self._line("")
        self._line("Klachten: a complaints procedure that runs by e-mail", ACCENT)
        self._line("")
        self._line(f"Inside this process run an IMAP server (port {servers.imap_port}), an SMTP server (port")
        self._line(f"{servers.smtp_port}) and the real daemon, which watches {desk} over IMAPS")
        self._line("and sends its letters over SMTPS. Its clock jumps from one moment at which")
        self._line("something happens to the next; people act on the letters that they get.")
        self._line("")

    def mail(self, moment: datetime, mail: Mail, outcome: Outcome | None) -> None:
        """Say what somebody did, and what the service did with it; nothing where it was not for the service."""
        told = Text.assemble((mail.name, "bold"), f" {mail.about}")
        if outcome:
            told.append(f" → {outcome.verdict}", style=GOOD if outcome.done else ODD)
        self._at(moment, str(outcome.number or "") if outcome else "", told)
        for remark in outcome.remarks if outcome else ():
            self._row("", "", Text(f"! {remark}", style=ODD))

    def letters(self, moment: datetime, words: str) -> None:
        """Say which letters went; beside the day where that begins with them."""
        local = moment.astimezone(AMSTERDAM)
        if local.date() == self._day:
            self._at(moment, "✉", Text(words, style=SOFT))
            return
        self._day, self._time = local.date(), ""
        self._console.print(Text.assemble((f" {_words_of(local)}", ACCENT), (f"  {local:%H:%M} ✉ {words}", SOFT)))

    def register(self, rows: Sequence[Sequence[str]]) -> None:
        """Show the register; the first row names the columns."""
        self._line("")
        self._heading("The register, and how each complaint went")
        self._table(rows)

    def mailboxes(self, counts: Iterable[tuple[str, int]]) -> None:
        """Show who got how many mails: (whose, how many)."""
        self._heading("The mailboxes")
        self._line(", ".join(f"{whose} {count}" for whose, count in counts))
        self._line("")

    def next_steps(self, steps: Iterable[tuple[str, str]], seconds: float) -> None:
        """Say where to look next, and how long all took."""
        self._heading("Where to look next")
        self._table([("", ""), *steps])
        self._line(f"All of this took {seconds:.1f} s.", SOFT)
        self._line("")

    def connect(self, servers: EmbeddedServers, addresses: Sequence[str]) -> None:
        """Say how to reach the servers with a mail program, and how to end."""
        self._heading("It keeps running; connect a mail program")
        both = f"the certificate is signed by {servers.ca_file}"
        rows = (
            ("IMAP", f"{servers.host}, port {servers.imap_port} with SSL/TLS ({both}), or {servers.imap_plain_port} without"),
            ("SMTP", f"{servers.host}, port {servers.smtp_port} with SSL/TLS, or {servers.smtp_plain_port} without"),
            ("user", f"any of {', '.join(addresses)}; a new address makes its own mailbox when mail is sent to it"),
            ("password", servers.password),
        )
        self._table([("", ""), *rows])
        self._line("Ctrl-C ends it.", "bold")

    def _heading(self, text: str) -> None:
        self._line(text, ACCENT)

    def _line(self, text: str, style: str = "") -> None:
        self._console.print(Text(f" {text}" if text else "", style=style))

    def _at(self, moment: datetime, number: str, told: Text) -> None:
        """Show a line below its day and its time, which are not said twice."""
        local = moment.astimezone(AMSTERDAM)
        if local.date() != self._day:
            self._day, self._time = local.date(), ""
            self._heading(_words_of(local))
        time = f"{local:%H:%M}"
        self._row("" if time == self._time else time, number, told)
        self._time = time

    def _row(self, time: str, number: str, told: Text) -> None:
        line = Table.grid(padding=(0, 1))
        line.add_column(width=5, style=SOFT)
        line.add_column(width=1, style=ACCENT)
        line.add_column()
        line.add_row(time, number, told)
        self._console.print(Padding(line, (0, 0, 0, 1), expand=False))

    def _table(self, rows: Sequence[Sequence[str]]) -> None:
        head, *body = rows
        table = Table(box=None, show_header=any(head), header_style=SOFT, pad_edge=False, padding=(0, 1, 0, 0))
        for name in head:
            table.add_column(name, overflow="fold")
        for row in body:
            table.add_row(*map(Text, row))
        self._console.print(Padding(table, (0, 0, 1, 1), expand=False))


def _words_of(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
