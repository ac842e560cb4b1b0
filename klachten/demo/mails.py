"""The first mails of the demo: complaints, and what else a complaints mailbox gets.

Everybody in them is invented. Each is made of the bytes that a mail program
would send; `about` says in English what its sender does with it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from fpdf import FPDF

from tracker.dates import AMSTERDAM

DESK = "klachten@voorbeeld.nl"
DEBTOR = "f.idrissi@thuispost.example"
CLIENT = "m.vos@dekorenmolen.example"
TENANT = "kees.brouwer@mobielpost.example"
AWAY = "s.dejong@drukkerijzuid.example"
FORGED = "onbekend@elders.example"
MOVED = "weg.wilma@oudadres.example"
SILENT = "r.claassen@postvak.example"
ABROAD = "j.porter@postbox.example"
SALON = "i.terpstra@kapsalonterpstra.example"


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail: what it is, who sends it, and its bytes with CRLF line ends.

    about:       what its sender does, after their name.
    done, words: how they did it, and what they typed; told beside it.
    to:          the addresses of the envelope.
    proven:      its sender logs in to the mail server, which says so in the mail.
    """

    about: str
    name: str
    sender: str
    message_id: str
    raw: bytes
    done: str = ""
    words: str = ""
    to: tuple[str, ...] = (DESK,)
    proven: bool = False

    @property
    def to_desk(self) -> bool:
        """Whether the service gets it, at its address or a sub-address (RFC 5233)."""
        local, _, domain = DESK.partition("@")
        return any(one == DESK or (one.startswith(f"{local}+") and one.endswith(f"@{domain}")) for one in self.to)


def begin(sender: str, name: str, subject: str, now: datetime) -> EmailMessage:
    """Begin a mail as a mail program does: all but its text."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = f'"{name}" <{sender}>'
    message["To"] = DESK
    message["Subject"] = subject
    message["Date"] = format_datetime(now.astimezone(AMSTERDAM))
    message["Message-ID"] = make_msgid(domain=sender.partition("@")[2])
    return message


def seal(about: str, message: EmailMessage) -> Mail:
    """Make the mail that is sent of what was written."""
    text, sender = message.get_body(("plain",)), message["From"].addresses[0]
    words = str(text.get_content()) if text else ""
    return Mail(about, sender.display_name, sender.addr_spec, str(message["Message-ID"]), message.as_bytes(), words=words)


def from_a_debtor(now: datetime) -> Mail:
    """Make a complaint in plain text."""
    message = begin(DEBTOR, "Fatima Idrissi", "Klacht over extra kosten", now)
    message.set_content(
        """Geachte heer, mevrouw,

Op 3 november heb ik de rekening van mijn tandarts betaald, drie dagen na uw
eerste brief. Toch krijg ik nu een tweede brief waarin € 48,40 aan
incassokosten wordt gerekend. Uw medewerker aan de telefoon zei dat zij de
betaling wel zag staan, maar dat ik die kosten 'gewoon' moest betalen.

Ik vind dit niet terecht en ik wil graag een schriftelijk antwoord.

Met vriendelijke groet,
Fatima Idrissi
""",
        cte="quoted-printable",
    )
    return seal("complains about costs", message)


def from_a_client(now: datetime) -> Mail:
    """Make a complaint of a client with a PDF."""
    message = begin(CLIENT, "Marieke Vos", "ontevreden over afhandeling dossier", now)
    message.set_content(
        """Beste mensen,

Al zes weken horen wij niets meer over het dossier van de heer Jansma. De
afspraak was dat wij elke twee weken bericht krijgen. Drie keer gebeld, drie
keer zou iemand terugbellen. Zo hadden wij ons dit niet voorgesteld.

In de bijlage het overzicht dat wij zelf hebben bijgehouden.

Groet,
Marieke Vos
Bakkerij De Korenmolen
""",
        cte="quoted-printable",
    )
    message.add_attachment(_overview(), maintype="application", subtype="pdf", filename="Overzicht gesprekken.pdf")
    return seal("complains that nobody calls back, with a PDF", message)


def in_html(now: datetime) -> Mail:
    """Make a complaint that has no plain text at all, with a picture that would tell its sender who read it."""
    message = begin(TENANT, "Kees Brouwer", "onbeschoft !!", now)
    message.set_content(
        """<html><body style="font-family:Calibri"><p>Goedemiddag,</p>
<p>Vanochtend ben ik gebeld door iemand van uw kantoor. Ik heb rustig uitgelegd dat de huur
<b>al betaald</b> is. Daarna werd er tegen mij geschreeuwd en is er opgehangen.</p>
<p>Dit is toch geen manier van doen? Ik wil excuses.</p>
<p>Kees Brouwer<br>06&nbsp;-&nbsp;5550&nbsp;1234</p>
<img src="http://volgbaken.example/gelezen.gif" width="1" height="1"></body></html>
""",
        subtype="html",
        cte="quoted-printable",
    )
    return seal("complains in HTML, with a tracking picture", message)


def out_of_office(now: datetime) -> Mail:
    """Make an answer that a machine sent."""
    message = begin(AWAY, "Sander de Jong", "Automatisch antwoord: afwezig", now)
    message["Auto-Submitted"] = "auto-replied"
    message.set_content("Ik ben met vakantie en lees mijn e-mail niet. Voor spoed kunt u bellen met mijn collega's.\n")
    return seal("has an out-of-office reply sent", message)


def with_two_senders(now: datetime) -> Mail:
    """Make a mail that says it is from two people, one of them of the house."""
    message = begin(FORGED, "Iemand", "Graag zelf even afhandelen", now)
    message.set_content("Deze klacht is al opgelost, hij kan wel weg. Ik ben er zelf langs geweest en de klager is tevreden.\n")
    raw = message.as_bytes().replace(b"\r\nTo: ", b"\r\nFrom: Anna de Boer <a.deboer@voorbeeld.nl>\r\nTo: ", 1)
    return replace(seal("sends a mail with two From headers, one of them Anna's", message), raw=raw)


def from_a_dead_address(now: datetime) -> Mail:
    """Make a complaint whose acknowledgement cannot arrive."""
    message = begin(MOVED, "Wilma Postma", "klacht betalingsregeling", now)
    message.set_content(
        """Hallo,

Ik betaal elke maand netjes 50 euro zoals afgesproken. Nu dreigt u toch met
een dagvaarding. Dat klopt niet en ik slaap er slecht van.

Wilma Postma
""",
        cte="quoted-printable",
    )
    return seal("complains, from an address that takes no mail", message)


def from_someone_silent(now: datetime) -> Mail:
    """Make a complaint of somebody who is not heard of again."""
    message = begin(SILENT, "Ruud Claassen", "Verkeerd adres", now)
    message.set_content(
        """Beste,

Uw brieven gaan nog steeds naar mijn oude adres. Mijn buren hebben ze
opengemaakt. Ik heb mijn nieuwe adres in januari al doorgegeven. Graag
aanpassen.

Ruud Claassen
""",
        cte="quoted-printable",
    )
    return seal("complains about letters to an old address", message)


def in_english(now: datetime) -> Mail:
    """Make a complaint that is answered in English."""
    message = begin(ABROAD, "James Porter", "Complaint about your invoice", now)
    message.set_content(
        """Dear sir or madam,

I have asked your office three times what this invoice is made of. Each time
I was told that somebody would send me a list. I still have not received it,
and I would like to know what I am paying for.

Kind regards,
James Porter
""",
        cte="quoted-printable",
    )
    return seal("complains in English about an invoice", message)


def to_an_employee(now: datetime, address: str) -> Mail:
    """Make a complaint that somebody mails to the employee she knows."""
    message = begin(SALON, "Ineke Terpstra", "elke week andere facturen", now)
    message.replace_header("To", address)
    message.set_content(
        """Dag Carla,

Ik klaag niet snel. Maar ik krijg nu elke week losse facturen van jullie, en
geen ervan klopt met de vorige. Mijn boekhouder wordt er ook niet wijs uit.

Groet,
Ineke
""",
        cte="quoted-printable",
    )
    return replace(seal("writes to the team leader she knows", message), to=(address,))


def _overview() -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=12)
    for line in (
        "Overzicht telefoongesprekken",
        "12 oktober: niemand bereikbaar",
        "19 oktober: zou terugbellen",
        "2 november: zou terugbellen",
    ):
        pdf.cell(0, 10, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())
