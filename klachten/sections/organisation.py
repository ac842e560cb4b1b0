"""Who writes the letters, and what they always say.

Every word that a complainant reads about the customer comes from here; no
name, number or address of the customer stands in code or templates.
Source: docs/procedure.md, Letters.
"""

from typing import Literal

from pydantic import Field

from klachten.sections.kinds import Address, Bilingual, Colour, Count, File, Line, Section, Url
from outbound.house import PAYMENT, PRIVACY
from outbound.look import COLOUR
from tracker.model import Language

_PAYMENT = Bilingual(nl=PAYMENT[Language.DUTCH], en=PAYMENT[Language.ENGLISH])
_PRIVACY = Bilingual(nl=PRIVACY[Language.DUTCH], en=PRIVACY[Language.ENGLISH])


class Organisation(Section):
    """The customer, as its letters name it."""

    name: Line = Field(description="the name as everybody knows it", examples=["Voorbeeld Incasso"])
    statutory_name: Line | None = Field(
        default=None, description="the name in the trade register, where it differs", examples=["Voorbeeld Incasso B.V."]
    )
    seat: Line = Field(description="the statutory seat", examples=["Utrecht"])
    kvk_number: Line = Field(description="the number in the trade register (KvK)", examples=["12345678"])
    register_number: Line | None = Field(
        default=None, description="the number in the register of debt collectors", examples=["RI-2024-00042"]
    )
    postal_address: tuple[Line, ...] = Field(default=(), description="a line each", examples=[["Postbus 1234", "3500 BC Utrecht"]])
    telephone: Line = Field(description="the number that letters name", examples=["030-123 45 67"])
    telephone_hours: Bilingual | None = Field(
        default=None, examples=[{"nl": "op werkdagen van 9 tot 17 uur", "en": "on working days from 9 am to 5 pm"}]
    )
    procedure_url: Url | None = Field(
        default=None, description="where the complaints procedure can be read", examples=["https://www.voorbeeld.nl/klachten"]
    )
    colour: Colour = Field(default=COLOUR, description="the one accent of all pages", examples=["#1f4e79"])
    logo: File | None = Field(
        default=None, description="a PNG or JPEG of at most 64 kB, above letters and reports", examples=["/etc/klachten/logo.png"]
    )
    payment_sentence: Bilingual = Field(default=_PAYMENT, description="the answer to 'must I pay now?'", examples=[_PAYMENT.model_dump()])
    privacy_lines: Bilingual = Field(default=_PRIVACY, description="told once, in the acknowledgement", examples=[_PRIVACY.model_dump()])
    privacy_contact: Address | None = Field(
        default=None, description="who gets a request under the AVG; the Manager Operations otherwise", examples=["privacy@voorbeeld.nl"]
    )

    @property
    def full_name(self) -> str:
        """The statutory name."""
        return self.statutory_name or self.name


class Letters(Section):
    """How letters are made."""

    templates: File | None = Field(
        default=None, description="a folder whose files replace the letters of the same name", examples=["/etc/klachten/letters"]
    )
    languages: tuple[Language, ...] = Field(
        default=(Language.DUTCH, Language.ENGLISH),
        min_length=1,
        description="in which complainants are written to",
        examples=[["nl", "en"]],
    )
    delay_minutes: Count = Field(default=5, description="how long a letter that staff cause can be called back", examples=[5])
    max_attachments_mb: Count = Field(
        default=10, description="up to this much the complaint's attachments go to its handler", examples=[10]
    )
    staff_mails: Literal["daily", "each"] = Field(
        default="daily",
        description="events that need nothing done at once: in the daily mail, or each in a mail of its own",
        examples=["daily"],
    )
