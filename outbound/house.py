"""The customer, as the letters name it.

Plain facts, filled from the settings once and changed only by a reload; no
letter and no template knows where they come from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from outbound.logo import Logo
from outbound.look import COLOUR
from tracker.model import Language

PAYMENT: Mapping[Language, str] = {
    Language.DUTCH: "Uw behandelaar vertelt u wat uw klacht betekent voor de betaling.",
    Language.ENGLISH: "Your handler will tell you what your complaint means for the payment.",
}
"""What the acknowledgement says about 'moet ik nu betalen?' unless the settings say otherwise. Source: docs/procedure.md, Letters."""

PRIVACY: Mapping[Language, str] = {
    Language.DUTCH: (
        "Wij gebruiken uw gegevens alleen om uw klacht te behandelen. "
        "Is uw klacht opgelost? Dan verwijderen wij uw klacht uit onze registratie. "
        "Wilt u uw gegevens zien of laten verbeteren? Vraag het ons dan."
    ),
    Language.ENGLISH: (
        "We use your details only to handle your complaint. "
        "Has your complaint been solved? Then we remove it from our register. "
        "Do you want to see or correct your details? Then ask us."
    ),
}
"""The privacy lines of the acknowledgement unless the settings say otherwise."""


@dataclass(frozen=True, slots=True)
class House:
    """The customer's own facts.

    register_number:  in the register of debt collectors.
    postal_address:   its lines.
    telephone_hours:  in words, per language: 'op werkdagen van 9.00 tot 17.00 uur'; may lack a language.
    procedure_url:    where the complaints procedure can be read; http or https.
    colour:           the one accent of the HTML part, as `#rrggbb`.
    logo:             above letters and reports, beside the name on paper.
    zone:             in which days are counted and dates of letters are written.
    """

    name: str
    statutory_name: str
    seat: str
    kvk_number: str
    telephone: str
    complaints_address: str
    from_name: str
    register_number: str | None = None
    postal_address: tuple[str, ...] = ()
    procedure_url: str | None = None
    telephone_hours: Mapping[Language, str] = field(default_factory=dict)
    payment_sentence: Mapping[Language, str] = field(default_factory=lambda: PAYMENT)
    privacy_lines: Mapping[Language, str] = field(default_factory=lambda: PRIVACY)
    colour: str = COLOUR
    logo: Logo | None = None
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Amsterdam"))
