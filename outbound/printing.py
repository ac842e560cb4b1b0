"""The print of a letter that lies ready in another: its file name, and its bytes.

Knows which letters to staff bring one along. What a page looks like stands in
`outbound.printed`, which is not even imported before somebody must print: most
houses mail every letter. Source: docs/procedure.md, Letters.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from outbound.compose import Composer
from outbound.message import Enclosure
from tracker.letter_facts.titles import LETTER_TITLES
from tracker.model import Language, Letter

WITH_PRINT = frozenset({Letter.NEW_COMPLAINT, Letter.UNACKNOWLEDGED, Letter.UNCONFIRMED, Letter.TO_PRINT})
"""The letters to staff with which the letter that lies ready in them goes along as a PDF."""


def print_of(composer: Composer, ready: Mapping[str, Any], at: datetime) -> Enclosure:
    """Return a letter that lies ready as a PDF. ready: from `tracker.letter_facts.inside.ready`. at: aware, its date."""
    from outbound.printed import printed  # noqa: PLC0415 - see above

    letter, facts = Letter(ready["letter"]), ready["facts"]
    said = composer.said(letter, Language(ready["language"]), facts, ready["also_in"] and Language(ready["also_in"]))
    reference = str(facts["reference"])
    raw = printed(composer.house, said, reference, ready["recipient_name"], ready["postal_address"], at)
    return Enclosure(f"{reference} {LETTER_TITLES[letter]}.pdf", "application/pdf", raw)
