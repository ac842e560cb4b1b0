"""What the words of a mail make one think of: found however they are inflected, and not where they say something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.hints import LONGEST_TEXT, hints_in
from tracker.told import Hint

THREATS = [
    "Als dit zo doorgaat maak ik er een eind aan.",
    "Ik ga er zelf een einde aan maken, dan bent u van mij af.",
    "Ik zie het echt niet meer zitten door al deze brieven.",
    "Zo zie ik het leven niet meer zitten",
    "Mijn zoon heeft een zelfmoordpoging gedaan na uw telefoontje.",
    "Ik loop rond met suïcidale gedachten.",
    "Gisteren heb ik 113 gebeld omdat het mij te veel werd.",
    "Voor mij hoeft het niet meer, ik wil dood.",
    "Ik wil zo niet meer leven.",
    "Ik zie geen uitweg meer.",
    "Straks spring ik nog voor de trein, is dat wat u wilt?",
    "Ik ben bang dat ik mezelf iets aandoe.",
    "Ik ben hier wanhopig van, ik kan geen kant meer op.",
    "Dan kom ik morgen even langs met een paar vrienden.",
    "Wij weten waar je woont.",
    "Ik weet u wel te vinden!",
    "Als ik die man tegenkom sla ik hem in elkaar.",
    "Ik maak jullie allemaal af",
    "Ik steek het hele kantoor in de fik.",
    "Er gaan nog doden vallen bij jullie.",
    "I can't go on like this, I want to die.",
    "I have been thinking about suicide since your letters began.",
    "We know where you live.",
    "I will come over with a knife.",
    "One more letter and I will kill him.",
]
HARMLESS = [
    "Ik wil dat u er een einde aan maakt: stop met deze brieven.",
    "Ik zie het niet zitten om dit bedrag te betalen.",
    "Ik zie geen andere uitweg dan een klacht in te dienen.",
    "Van dit inkomen kan ik niet meer leven.",
    "Wij kunnen zo niet leven van wat er overblijft.",
    "Ik kom morgen langs met de papieren en het betaalbewijs.",
    "Ik kom morgen even langs met het bewijs van betaling.",
    "U weet heel goed waar ik woon, want u stuurt mij brieven.",
    "Ik weet niet waar u kantoor houdt of waar jullie werken.",
    "Mijn man is vorig jaar overleden en toch krijgt hij uw brieven.",
    "Mijn moeder is dood, zij kan dit niet meer betalen.",
    "U verhoogt de rekening met € 113,50 en dat klopt niet.",
    "Het bedrag is 113 euro en niet meer.",
    "Ik ben het zat en ik ben ten einde raad.",
    "Ik ben niet wanhopig, wel boos.",
    "Ik word hier doodziek van en mijn geduld is op.",
    "De druppel die de bom doet barsten was uw laatste brief.",
    "U zet mij het mes op de keel met deze kosten.",
    "Uw brieven maken mij kapot.",
    "Wat jullie mij aandoen is onacceptabel.",
    "Ik probeer al weken wanhopig iemand aan de lijn te krijgen.",
    "De kosten rijzen de pan uit en ik kan ze niet voorschieten.",
    "This is killing our business and I am furious.",
    "I know where your office is, and I will bring the documents.",
    "Dit gesprek liep dood en u hing op.",
    "U slaat de plank mis.",
]
AVG = [
    "Graag ontvang ik inzage in mijn persoonsgegevens.",
    "Ik dien hierbij een inzageverzoek in.",
    "Verwijder per direct al mijn gegevens uit uw systeem.",
    "Ik wil dat mijn persoonlijke gegevens binnen een week worden verwijderd.",
    "Ik maak bezwaar tegen de verwerking van mijn persoonsgegevens.",
    "Op grond van de AVG vraag ik u welke gegevens u van mij heeft.",
    "Ik verzoek u om rectificatie.",
    "Stuur mij een kopie van alle gegevens die u van mij bewaart.",
    "Ik trek mijn toestemming in.",
    "This is a subject access request.",
    "Please delete all my personal data.",
    "What information do you hold about me?",
]
NO_AVG = [
    "Mijn gegevens kloppen niet: ik woon al jaren ergens anders.",
    "Volgens uw gegevens zou ik nog moeten betalen.",
    "U wist dat mijn gegevens niet klopten.",
    "Ik maak bezwaar tegen de kosten.",
    "Ik heb geen inzicht in de kosten.",
    "Verwijder deze regel uit de factuur.",
    "My details have not changed.",
]
ELSEWHERE = [
    "Bijgaand het betaalbewijs van gisteren.",
    "Zie het bankafschrift in de bijlage, het is al overgemaakt.",
    "Graag zou ik een betalingsregeling treffen.",
    "Is het mogelijk om dit in termijnen te betalen?",
    "Hierbij maak ik bezwaar tegen de vordering.",
    "Ik betwist uw factuur van 3 maart.",
    "I attach proof of payment.",
    "Could we agree a payment plan?",
]
COMPLAINTS = [
    "Bijgaand het betaalbewijs, en toch belt u mij: ik heb een klacht.",
    "Ik wilde een betalingsregeling en uw medewerker was onbeschoft.",
    "Ik betwist uw factuur en vind dit schandalig.",
    "I asked for a payment plan and your colleague was rude.",
    "Uw medewerker hing op.",
]
REPRESENTED = [
    "Namens mijn cliënte, mevrouw Jansma, dien ik een klacht in.",
    "Ik ben de bewindvoerder van de heer Postma.",
    "Als gemachtigde van mijn buurman schrijf ik u.",
    "Tot mij wendde zich uw debiteur, cliënt in deze.",
    "Ik schrijf u namens mijn moeder, die dit zelf niet kan.",
    "Ik treed op voor de heer De Wit.",
    "Wij behartigen de belangen van uw debiteur.",
    "I represent Mr Jones in this matter.",
    "I write on behalf of my mother.",
]
FOR_ONESELF = [
    "Namens ons bedrijf wil ik klagen over uw werkwijze.",
    "Mijn man heeft u al gebeld.",
    "Ik heb geen advocaat nodig om te zien dat dit niet klopt.",
    "Met vriendelijke groet, namens allen hier op kantoor",
    "Ik ben uw opdrachtgever en wacht nog op mijn geld.",
]


@pytest.mark.parametrize("text", THREATS)
def test_a_threat_or_despair_is_noticed(text: str) -> None:
    assert hints_in(text)[:1] == (Hint.THREAT,)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_people_write_in_anger_is_no_threat(text: str) -> None:
    assert Hint.THREAT not in hints_in(text)


@pytest.mark.parametrize(("hint", "text"), [(Hint.AVG, text) for text in AVG] + [(Hint.REPRESENTED, text) for text in REPRESENTED])
def test_a_request_under_the_avg_and_a_representative_are_noticed(hint: Hint, text: str) -> None:
    assert hint in hints_in(text)


@pytest.mark.parametrize(("hint", "text"), [(Hint.AVG, text) for text in NO_AVG] + [(Hint.REPRESENTED, text) for text in FOR_ONESELF])
def test_words_alike_are_none(hint: Hint, text: str) -> None:
    assert hint not in hints_in(text)


@pytest.mark.parametrize("text", ELSEWHERE)
def test_what_may_be_no_complaint_is_noticed(text: str) -> None:
    assert Hint.ELSEWHERE in hints_in(text)


@pytest.mark.parametrize("text", COMPLAINTS)
def test_with_displeasure_in_it_it_is_a_complaint(text: str) -> None:
    assert Hint.ELSEWHERE not in hints_in(text)


@pytest.mark.parametrize(
    "text", ["ZELFMOORD", "zelf\nmoord? Nee: ZELFMOORD!", "Ik maak\r\ner een  eind\taan", "ik zie hét níét meer zitten"]
)
def test_case_accents_and_line_ends_hide_nothing(text: str) -> None:
    assert hints_in(text) == (Hint.THREAT,)


def test_words_of_two_sentences_are_not_taken_together() -> None:
    assert hints_in("Ik kom morgen langs. Met een brief schiet het niet op.") == ()


def test_only_the_beginning_of_a_long_text_counts() -> None:
    assert hints_in("woord " * LONGEST_TEXT + "zelfmoord") == ()


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert set(hints_in(text)) <= set(Hint)
