"""What staff read of an employee's own mail to the complainant. Source: docs/procedure.md, The money gate, and What makes it more."""

import pytest
from letter_world import COMPOSER, owed, parsed

from outbound.samples.own_mail import SAMPLES_OWN_MAIL

SAID = [
    # of SAMPLES_OWN_MAIL, in the subject, in the text
    (0, "Ter informatie", "mailde de klager zelf deze afspraak. U hoeft niets te doen."),
    (0, "met een eigen mail", "De mail ging naar j.voorbeeld@mail.example, en telt als de bevestiging."),
    (1, "Afwachten: € 125,00 toegezegd zonder overleg", "Voer de afspraak nog niet uit. De mail noemt: € 125,00, terugbetalen."),
    (2, "Afwachten", "Wij konden die mail niet tegenhouden."),
    (3, "Nagaan: geld genoemd zonder overleg", "Leg het voor met #afspraak #bedrag."),
    (4, "Lezen: geld genoemd zonder overleg", "U hoeft nog niet te beslissen. Hoort er een bedrag bij? Dan krijgt u die vraag."),
    (5, "Beslissen over € 125,00; de klager heeft het al", "Let op: de klager heeft deze tekst al."),
    (6, "Afspraak uitvoeren", "De klager kreeg de afspraak al per mail. Wij sturen die niet nog eens."),
    (7, "Andere afspraak zoeken", "Bel de klager vandaag, en zeg dat dit niet doorgaat."),
    (8, "met of zonder bedrag?", "De klager heeft die al: u stuurde die zelf."),
    (9, "Genoteerd", "Uw mail noemt geld: € 125,00. De Algemeen Directeur weet dat."),
]


@pytest.mark.parametrize(("position", "subject", "text"), SAID)
def test_what_it_says(position: int, subject: str, text: str) -> None:
    read = parsed(COMPOSER.compose(owed(*SAMPLES_OWN_MAIL[position])))
    body = read.get_body(("plain",))
    assert body is not None
    assert subject in str(read["Subject"])
    assert text in " ".join(body.get_content().split())


def test_each_of_them_is_read() -> None:
    assert {position for position, _, _ in SAID} == set(range(len(SAMPLES_OWN_MAIL)))
