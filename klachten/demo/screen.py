"""What the demo prints: quiet, in colour on a terminal and plain elsewhere.

It shows what `klachten.demo.story` found out, and finds out nothing itself.
"""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from klachten.demo.mails import Mail
from klachten.demo.outcome import Outcome
from klachten.embedded import EmbeddedServers

ACCENT, SOFT, GOOD, ODD = "bold cyan", "dim", "green", "yellow"
INDENT = 5


class Screen:
    """The narrator."""

    def __init__(self, console: Console) -> None:
        """Print to `console`."""
        self._console = console
        self._told = 0

    def open(self, servers: EmbeddedServers, desk: str) -> None:
        """Say what is running."""
        self._line("")
        self._line("Klachten: a complaints procedure that runs by e-mail", ACCENT)
        self._line("")
        self._line(f"Inside this process run an IMAP server (port {servers.imap_port}), an SMTP server (port")
        self._line(f"{servers.smtp_port}) and the real daemon, which watches {desk} over IMAPS")
        self._line("and sends its letters over SMTPS. People write to it now, and act on what they get.")
        self._line("")

    def part(self, title: str) -> None:
        """Begin a part of the story."""
        self._heading(title)
        self._line("")

    def mail(self, mail: Mail, who: str) -> None:
        """Say which mail is sent now, and by whom; and what they did for it."""
        self._told += 1
        self._console.print(Text.assemble((f"{self._told:>2}  ", ACCENT), (mail.about, "bold")))
        self._under(SOFT, "←", who if not mail.done else f"{who}, {mail.done}")
        if mail.done and mail.words:
            self._under(SOFT, "“", mail.words.partition("\n")[0])

    def outcome(self, outcome: Outcome, seconds: float | None = None) -> None:
        """Say what the service did with it. seconds: that it took, where that is told."""
        self._under(GOOD if outcome.done else SOFT, "✓" if outcome.done else "·", outcome.verdict)
        for remark in outcome.remarks:
            self._under(ODD, "!", remark)
        for letter in outcome.letters:
            self._under(SOFT, "→", f"{letter.whose}: ", letter.subject)
        if seconds is not None:
            self._under(SOFT, "▸", f"filed in {outcome.folder}, {seconds:.1f} s after it was sent")
        self._line("")

    def register(self, rows: Sequence[Sequence[str]]) -> None:
        """Show the register; the first row names the columns."""
        self._heading("The register")
        self._table(rows)

    def mailboxes(self, counts: Iterable[tuple[str, str, int]]) -> None:
        """Show who got how many mails: (address, whose, how many)."""
        self._heading("The mailboxes")
        self._table([("address", "whose", "mails"), *((address, whose, str(count)) for address, whose, count in counts)])

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

    def _under(self, style: str, sign: str, first: str, rest: str = "") -> None:
        line = Table.grid(padding=(0, 1))
        line.add_row(Text(sign, style=style), Text.assemble((first, SOFT if rest else ""), rest))
        self._console.print(Padding(line, (0, 0, 0, INDENT - 1), expand=False))

    def _table(self, rows: Sequence[Sequence[str]]) -> None:
        head, *body = rows
        table = Table(box=None, show_header=any(head), header_style=SOFT, pad_edge=False, padding=(0, 1, 0, 0))
        for name in head:
            table.add_column(name, overflow="fold")
        for row in body:
            table.add_row(*map(Text, row))
        self._console.print(Padding(table, (0, 0, 1, 1), expand=False))
