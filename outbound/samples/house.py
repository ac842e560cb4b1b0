"""A house that nobody has, for whoever looks at letters without settings of their own. Everything in it is invented."""

from outbound.house import House
from tracker.model import Language

SAMPLE_HOUSE = House(
    name="Voorbeeld Incasso",
    statutory_name="Voorbeeld Incasso B.V.",
    seat="Utrecht",
    kvk_number="12345678",
    telephone="030-123 45 67",
    complaints_address="klachten@voorbeeld.example",
    from_name="Klachten, Voorbeeld Incasso",
    register_number="RI-2024-00042",
    postal_address=("Postbus 1234", "3500 BC Utrecht"),
    procedure_url="https://www.voorbeeld.example/klachten",
    telephone_hours={Language.DUTCH: "op werkdagen van 9 tot 17 uur", Language.ENGLISH: "on working days from 9 to 5"},
)
