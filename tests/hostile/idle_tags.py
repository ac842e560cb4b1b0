"""Orders that ask for nothing: a machine sent them, or their tag is left over, quoted, asked about or denied.

Source: docs/procedure.md, Reading tags; docs/mail-rules.md, R-ACK-01 to -06 and A40.
"""

from typing import NamedTuple


class Mark(NamedTuple):
    """A header line by which a machine gives itself away; an honest one in its place says the same of a person."""

    line: str
    honest: str = ""


MACHINES = (
    Mark("Auto-Submitted: auto-replied", "Auto-Submitted: no"),
    Mark("Auto-Submitted: auto-generated; x=y (z)"),
    Mark("Auto-Submitted: no\r\nAuto-Submitted: auto-replied", "Auto-Submitted: (a person) no"),
    Mark("Precedence: bulk", "Precedence: first-class"),
    Mark("Precedence: auto_reply"),
    Mark("List-Id: <alle.bedrijf.example>"),
    Mark("List-Unsubscribe: <mailto:uit@bedrijf.example>"),
    Mark("X-Autoreply: yes"),
    Mark("X-Autorespond: vakantie"),
    Mark("X-Loop: jan@bedrijf.example"),
    Mark("X-Auto-Response-Suppress: All", "X-Auto-Response-Suppress: OOF"),
    Mark("Return-Path: <>", "Return-Path: <jan@bedrijf.example>"),
    Mark("X-MS-Exchange-Inbox-Rules-Loop: jan@bedrijf.example"),
)


class Subject(NamedTuple):
    """A subject, and that of the mail which is answered. forwarded: that the text is a mail that is passed on."""

    name: str
    subject: str
    answered: str
    text: str = "Geregeld."


STALE = (
    Subject("answer-to-the-order", "Re: [KL-2026-00042] #opgelost", "[KL-2026-00042] #opgelost"),
    Subject("answer-to-an-answer", "RE: Antw: [KL-2026-00042] #opgelost", "Antw: [KL-2026-00042] #opgelost"),
    Subject("without-a-prefix", "[KL-2026-00042] #opgelost", "[KL-2026-00042] #opgelost"),
    Subject("marked-by-a-server", "[EXTERN] Re: [KL-2026-00042] #opgelost", "[KL-2026-00042] #opgelost"),
    Subject("another-word-for-it", "Re: [KL-2026-00042] #opgelost", "[KL-2026-00042] #afgehandeld"),
    Subject("other-capitals", "RE: [KL-2026-00042] #OPGELOST", "[KL-2026-00042] #opgelost"),
    Subject("spaces-and-dashes", "Re: [KL-2026-00042] – # opgelost", "[KL-2026-00042] #opgelost"),
    Subject("in-brackets", "Betr: [KL-2026-00042] [opgelost]", "[KL-2026-00042] #opgelost"),
)
"""That the tag is left over."""

BURIED = (
    Subject("quoted", "Re: [KL-2026-00042] Uw klacht", "", "Dank.\r\n\r\n> #opgelost\r\n"),
    Subject(
        "in-the-answered-mail",
        "Re: KL-2026-00042",
        "",
        "Dank.\r\n\r\nOp ma 2 mrt. 2026 om 10:11 schreef Bob <b@c.example>:\r\n> #opgelost\r\n",
    ),
    Subject("behind-words", "Re: KL-2026-00042", "", "Kunt u eens kijken?\r\n#opgelost\r\n"),
    Subject("within-a-line", "Re: KL-2026-00042", "", "Schrijf dan #opgelost erbij.\r\n"),
    Subject("signature", "Re: KL-2026-00042", "", "Dank.\r\n-- \r\n#opgelost\r\n"),
    Subject(
        "passed-on",
        "Fwd: [KL-2026-00042] #opgelost",
        "",
        "Zie hieronder.\r\n\r\n-------- Doorgestuurd bericht --------\r\nVan: Bob <b@c.example>\r\n"
        "Onderwerp: [KL-2026-00042] #opgelost\r\nDatum: 2 mrt. 2026\r\nAan: Jan\r\n\r\n#opgelost\r\n",
    ),
    Subject("asks", "[KL-2026-00042] #opgelost?", ""),
    Subject("denied", "[KL-2026-00042] nog niet #opgelost misschien", ""),
)
"""That the tag stands where none counts, or asks, or is denied."""
