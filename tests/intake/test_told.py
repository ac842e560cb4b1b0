"""What the journal says of how far our own mail server vouches for a sender."""

import pytest

from intake.authentication import Authentication
from intake.told import proof


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (Authentication(), "unproven"),
        (Authentication(known=True), "unproven"),
        (Authentication(known=True, dmarc="pass", spf="softfail", dkim="none"), "dmarc=pass spf=softfail dkim=none"),
        (Authentication(known=True, submitted_as="a.deboer@voorbeeld.nl"), "auth=pass"),
        (Authentication(known=True, submitted_as="a.deboer@voorbeeld.nl", dmarc="none"), "auth=pass dmarc=none"),
        (Authentication(known=True, vouched=frozenset({"voorbeeld.nl"}), spf="none"), "exchange=internal spf=none"),
    ],
)
def test_the_journal_names_every_finding(found: Authentication, told: str) -> None:
    assert proof(found) == told
