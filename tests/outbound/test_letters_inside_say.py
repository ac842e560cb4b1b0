"""What each letter to staff says: its subject, its beginning, and its sentences."""

import pytest
from letter_world import COMPOSER, Page, owed, parsed, part, sample, squeezed

from tracker.model import Language, Letter

D = Language.DUTCH


def text(letter: Letter, position: int = 0) -> str:
    return squeezed(COMPOSER.text(letter, D, sample(letter, position)))


SUBJECTS = [
    (Letter.NEW_COMPLAINT, 0, "[KL-2026-00042] Toewijzen vóór wo 8 april"),
    (Letter.NEW_COMPLAINT, 1, "[KL-2026-00042] Bel vandaag. Bevestigen uiterlijk di 7 april, toewijzen vóór wo 8 april"),
    (Letter.NEW_COMPLAINTS_GATHERED, 0, "[3 klachten] Toewijzen vóór wo 8 april"),
    (Letter.NEW_COMPLAINTS_GATHERED, 1, "[1 klacht] Toewijzen vóór do 9 april"),
    (Letter.FOLLOW_UP, 0, "[KL-2026-00042] Lezen: nieuw bericht, streefdatum vr 1 mei"),
    (Letter.FOLLOW_UP, 1, "[KL-2026-00042] Bel vandaag. Lezen: nieuw bericht van een ander adres"),
    (Letter.UNACKNOWLEDGED, 0, "[KL-2026-00042] Zelf bevestigen uiterlijk di 7 april"),
    (Letter.UNACKNOWLEDGED, 1, "[KL-2026-00042] Zelf bevestigen"),
    (Letter.FOLLOW_UPS_GATHERED, 0, "[4 berichten] Lezen: 2 klachten"),
    (Letter.FOLLOW_UPS_GATHERED, 1, "[1 bericht] Lezen: klacht KL-2026-00042"),
    (Letter.UNREADABLE_GATHERED, 0, "[Onleesbaar: 3 mails] Bekijken uiterlijk di 7 april"),
    (Letter.UNREADABLE_GATHERED, 1, "[Onleesbaar: 1 mail] Bekijken"),
    (Letter.UNREADABLE, 0, "[Onleesbaar 17] Bekijken uiterlijk di 7 april"),
    (Letter.UNREADABLE, 1, "[Onleesbaar 18] Bekijken"),
    (Letter.UNREADABLE, 2, "[Onleesbaar 17] Bekijken vandaag (te laat: moest uiterlijk di 7 april)"),
    (Letter.NEW_COMPLAINTS_GATHERED, 2, "[2 klachten] Toewijzen vandaag (2 te laat)"),
    (Letter.NEW_COMPLAINT, 2, "[KL-2026-00042] Toewijzen vandaag (te laat: moest vóór wo 8 april)"),
    (Letter.NEW_COMPLAINT, 3, "[KL-2026-00042] Bevestigen en toewijzen vandaag (te laat)"),
    (Letter.FOLLOW_UP, 2, "[KL-2026-00042] Lezen: nieuw bericht, klacht 3 werkdagen te laat"),
    (Letter.UNACKNOWLEDGED, 2, "[KL-2026-00042] Zelf bevestigen vandaag (te laat: moest uiterlijk di 7 april)"),
    (Letter.ASSIGNMENT, 0, "[KL-2026-00042] Behandelen, uiterlijk vr 1 mei"),
    (Letter.ASSIGNMENT, 1, "[KL-2026-00042] Bel vandaag. Behandelen"),
    (Letter.ASSIGNMENT, 2, "[KL-2026-00042] Behandelen: 3 werkdagen te laat"),
    (Letter.TRANSCRIPT, 0, "[KL-2026-00042] Gedaan: afspraak vastgelegd; stand: toegewezen"),
    (Letter.TRANSCRIPT, 1, "[KL-2026-00042] Proef: dit zou er gebeuren"),
    (Letter.TRANSCRIPT, 2, "[Klachten] Gedaan: afspraak vastgelegd"),
    (Letter.TRANSCRIPT, 3, "[KL-2026-00042] Lezen: zo staat het"),
    (Letter.TRANSCRIPT, 4, "[KL-2026-00042] Was al gedaan: afspraak vastgelegd; stand: toegewezen"),
]


@pytest.mark.parametrize(("letter", "position", "subject"), SUBJECTS)
def test_subjects(letter: Letter, position: int, subject: str) -> None:
    assert COMPOSER.subject(letter, D, sample(letter, position)) == subject


def test_a_withheld_acknowledgement_without_a_clock_is_asked_for_all_the_same() -> None:
    facts = sample(Letter.NEW_COMPLAINT, 1) | {"acknowledge_by_date": None, "acknowledge_by_why": None, "hints": []}
    assert COMPOSER.subject(Letter.NEW_COMPLAINT, D, facts) == "[KL-2026-00042] Bevestigen, en toewijzen vóór wo 8 april"
    assert "uiterlijk di" not in COMPOSER.text(Letter.NEW_COMPLAINT, D, facts)


BEGINNINGS = [
    (Letter.NEW_COMPLAINT, 0, "Wijs deze klacht toe vóór woensdag 8 april 2026."),
    (Letter.NEW_COMPLAINT, 1, "Bel vandaag. Bevestig de ontvangst zelf en wijs deze klacht toe vóór wo 8 april."),
    (Letter.NEW_COMPLAINTS_GATHERED, 0, "Wijs deze 3 nieuwe klachten toe, de eerste vóór woensdag 8 april 2026."),
    (Letter.NEW_COMPLAINTS_GATHERED, 1, "Wijs deze nieuwe klacht toe vóór donderdag 9 april 2026."),
    (Letter.FOLLOW_UP, 0, "Lees dit nieuwe bericht bij klacht KL-2026-00042."),
    (Letter.UNACKNOWLEDGED, 0, "Bevestig de ontvangst van klacht KL-2026-00042 op een andere manier."),
    (Letter.FOLLOW_UPS_GATHERED, 0, "Lees deze 4 nieuwe berichten bij 2 klachten."),
    (Letter.FOLLOW_UPS_GATHERED, 1, "Lees dit nieuwe bericht bij klacht KL-2026-00042."),
    (Letter.UNREADABLE_GATHERED, 0, "Bekijk deze 3 mails: het programma kon ze niet lezen."),
    (Letter.UNREADABLE_GATHERED, 1, "Bekijk deze mail: het programma kon die niet lezen."),
    (Letter.UNREADABLE, 0, "Bekijk mail 17: het programma kon die niet lezen."),
]


@pytest.mark.parametrize(("letter", "position", "beginning"), BEGINNINGS)
def test_the_first_90_characters_say_what_to_do(letter: Letter, position: int, beginning: str) -> None:
    read = parsed(COMPOSER.compose(owed(letter, sample(letter, position))))
    for shown in (squeezed(part(read, "plain")), squeezed(Page(part(read, "html")).text).removeprefix(str(read["Subject"])).strip()):
        assert shown[:90].startswith(beginning[:90])


SAYS = [
    (Letter.NEW_COMPLAINT, 0, "Voorstel: Teamleider Debiteurenbeheer (Bas Jansen). Waarom: de woorden 'aanmaning' en 'betaald'."),
    (Letter.NEW_COMPLAINT, 0, "- Klager: J. Voorbeeld <j.voorbeeld@mail.example>, debiteur"),
    (Letter.NEW_COMPLAINT, 0, "- Aard: Betaling en aanmaning"),
    (Letter.NEW_COMPLAINT, 0, "- Ontvangen: donderdag 2 april 2026 -"),
    (Letter.NEW_COMPLAINT, 0, "- Streefdatum: vrijdag 1 mei 2026"),
    (Letter.NEW_COMPLAINT, 0, "- Stand: geregistreerd, nog niet toegewezen"),
    (
        Letter.NEW_COMPLAINT,
        0,
        "gaat vanzelf naar de klager. Dat moet uiterlijk dinsdag 7 april 2026: 5 dagen na ontvangst op donderdag 2 april.",
    ),
    (Letter.NEW_COMPLAINT, 0, "- betaalbewijs.pdf (120 kB) - film.mp4 (48 MB), niet meegestuurd"),
    (Letter.NEW_COMPLAINT, 0, "klachten show KL-2026-00042 --save MAP"),
    (Letter.NEW_COMPLAINT, 0, 'met als onderwerp "Klacht over aanmaning": > Geachte heer, mevrouw,'),
    (
        Letter.NEW_COMPLAINT,
        1,
        "niet vanzelf verstuurd: de mail lijkt van een automaat te komen. Bevestigen moet uiterlijk dinsdag 7 april 2026: 5 dagen",
    ),
    (Letter.NEW_COMPLAINT, 1, "Wij willen uw klacht uiterlijk vrijdag 1 mei 2026 hebben opgelost."),
    (Letter.NEW_COMPLAINT, 1, "Deze mail kwam niet net binnen, maar lag er al."),
    (Letter.NEW_COMPLAINT, 1, "(geen mailadres) - Let op: het mailadres is niet goed te lezen"),
    (
        Letter.NEW_COMPLAINT,
        1,
        "Van dit adres staan al klachten in de registratie: - KL-2026-00017: ontvangen op donderdag 19 februari 2026 -",
    ),
    (Letter.NEW_COMPLAINT, 1, "- KL-2026-00002: ontvangen op maandag 5 januari 2026, gesloten Dit zijn de nieuwste. Er zijn er meer."),
    (
        Letter.NEW_COMPLAINT,
        1,
        "wijst naar KL-2026-00017 en KL-2026-00018, en is daarom apart geregistreerd. Bij welke klacht die hoort, beslist u.",
    ),
    (Letter.NEW_COMPLAINT, 1, "noemt KL-2026-00003, maar komt niet van het adres van die klager."),
    (Letter.NEW_COMPLAINT, 1, "noemt KL-2026-00777. Dat kenmerk staat niet in de registratie."),
    (Letter.NEW_COMPLAINT, 1, "noemt KL-2025-00210. Die klacht is op maandag 12 januari 2026 uit de registratie verwijderd."),
    (Letter.NEW_COMPLAINT, 1, "bedreiging of op wanhoop"),
    (Letter.NEW_COMPLAINT, 1, "persoonsgegevens (AVG)"),
    (Letter.NEW_COMPLAINT, 1, "niet in het Nederlands of Engels"),
    (
        Letter.NEW_COMPLAINT,
        1,
        "De tekst is hier afgebroken. De beheerder haalt alles op met: klachten show KL-2026-00042 --save MAP",
    ),
    (Letter.NEW_COMPLAINTS_GATHERED, 0, "- KL-2026-00042: Betaling en aanmaning, vóór wo 8 april - KL"),
    (
        Letter.NEW_COMPLAINTS_GATHERED,
        0,
        "- KL-2026-00043: Bejegening, vóór wo 8 april; zelf bevestigen, uiterlijk di 7 april; zie ook KL-2026-00042",
    ),
    (Letter.NEW_COMPLAINTS_GATHERED, 0, "- KL-2026-00044: Overig, vóór do 9 april; zelf bevestigen De"),
    (Letter.FOLLOW_UP, 0, "- Stand: toegewezen; behandelaar: Teamleider Incasso (Bram Smit) Dit bericht kwam op donderdag 9 april 2026."),
    (Letter.FOLLOW_UP, 0, "> Ik heb nog niets gehoord."),
    (Letter.FOLLOW_UP, 1, "Let op: ander adres."),
    (
        Letter.FOLLOW_UP,
        1,
        "is hier weggelaten. De beheerder haalt alles op met: klachten show KL-2026-00042 --save MAP",
    ),
    (Letter.FOLLOW_UPS_GATHERED, 0, "- KL-2026-00042: 2 berichten van j.voorbeeld@mail.example, het laatste op do 2 april, 09:31 -"),
    (
        Letter.FOLLOW_UPS_GATHERED,
        0,
        "van een onbekende afzender, do 2 april, 09:31; let op: ander adres dan dat van de klager; noemt ook KL-2026-00017",
    ),
    (Letter.FOLLOW_UPS_GATHERED, 0, "- KL-2026-00043: 1 bericht van a@mail.example (de afzender is zeker), do 2 april, 09:31"),
    (
        Letter.UNREADABLE_GATHERED,
        0,
        "- 2 mails van a@mail.example, de laatste op do 2 april, 09:31; de eerste is nummer 17. Reden: de mail is te groot",
    ),
    (Letter.UNREADABLE_GATHERED, 0, "- 1 mail van een onbekende afzender, do 2 april, 09:31; nummer 18. Reden: de mail heeft geen kop"),
    (Letter.FOLLOW_UP, 1, "De mail wijst ook naar KL-2026-00017. Daar is die niet bij gevoegd."),
    (Letter.FOLLOW_UP, 1, "- Streefdatum: nog niet afgesproken - Stand: heropend"),
    (
        Letter.UNACKNOWLEDGED,
        0,
        "niet aangekomen op j.voorbeeld@mail.example: het adres bestaat niet (550 5.1.1). Bevestigen moet uiterlijk dinsdag",
    ),
    (Letter.UNACKNOWLEDGED, 0, "Dear Sir or Madam, We received your complaint on Thursday 2 April 2026."),
    (Letter.UNREADABLE, 0, "- Van: a@mail.example - Ontvangen: donderdag 2 april 2026 - Grootte: 1,2 MB - Reden: de mail is te groot"),
    (Letter.UNREADABLE, 0, "klachten quarantine show 17"),
    (Letter.UNREADABLE, 1, "- Van: onbekend"),
    (Letter.ASSIGNMENT, 0, "Wordt de incasso intussen stilgezet?"),
    (
        Letter.ASSIGNMENT,
        0,
        "Anna de Boer (Manager Operations) gaf u deze klacht en schreef erbij (de klager leest dit niet): > Graag vandaag bellen.",
    ),
    (Letter.ASSIGNMENT, 0, "> Dat klopt niet. Later bericht van j.voorbeeld@mail.example, ontvangen op donderdag 9 april 2026:"),
    (Letter.ASSIGNMENT, 1, "Bel vandaag. Behandel deze klacht."),
    (Letter.ASSIGNMENT, 1, "staat niet in deze brief. De beheerder haalt de mail op met: klachten show KL-2026-00042 --save MAP"),
    (Letter.CONSULTATION, 0, "Beslis over € 125,00: antwoord met alleen akkoord of niet akkoord."),
    (Letter.CONSULTATION, 0, "komt in de plaats van een eerdere vraag"),
    (Letter.CONSULTATION, 0, "De klager leest uw antwoord nooit."),
    (Letter.CONSULTATION, 1, "Beslis over € 125,00: akkoord of niet akkoord. Kies hieronder."),
    (Letter.DECISION, 0, "Voer de afspraak uit: Frank Dekker (Algemeen Directeur) is akkoord met € 125,00."),
    (Letter.DECISION, 1, "Van de klager is geen mailadres bekend. De Manager Operations krijgt de bevestiging om te printen."),
    (Letter.DECISION, 3, "De klager heeft hierover niets van ons gekregen."),
    (Letter.DECISION, 3, "De reden (de klager leest dit niet): > Dit is te veel."),
    (Letter.CHOICE, 0, "De reden (de klager leest dit niet): > De klager belde vanmorgen."),
    (
        Letter.VERIFICATION,
        0,
        "staan de afspraak en de betaling in het incassodossier? Daar moeten ze ten minste twee jaar bewaard blijven.",
    ),
    (Letter.VERIFICATION, 0, "De afspraak, met € 125,00: > Wij sturen"),
    (Letter.VERIFICATION, 2, "Vraag bij de klager na of de klacht echt is ingetrokken."),
    (Letter.CONTACT, 1, "Doe dit uiterlijk maandag 11 mei 2026. Die dag staat ook in onze brief aan de klager."),
    (Letter.FORWARDED, 0, "dit is geen klacht, maar hoort bij debiteuren."),
    (Letter.DATA_REQUEST, 0, "Behandel dit verzoek over persoonsgegevens (AVG) binnen een maand."),
    (Letter.UNCONFIRMED, 0, "niet aangekomen op j.voorbeeld@mail.example: het adres bestaat niet (550 5.1.1)."),
    (
        Letter.UNCONFIRMED,
        0,
        "Dit is de tekst. De brief zit ook als PDF in de bijlage. Geachte heer, mevrouw, Wij hebben met u een afspraak gemaakt",
    ),
    (Letter.CONFIRMATION_COPY, 0, "Dit is uw kopie."),
    (Letter.APPEAL_COPY, 0, "This is our final position."),
    (Letter.TRANSCRIPT, 0, "Uw tekst. De klager leest die: > Wij sturen"),
    (Letter.TRANSCRIPT, 1, "Dit was een proef: er is niets gebeurd."),
    (Letter.TRANSCRIPT, 1, "Uw tekst. De klager leest die zodra de Algemeen Directeur akkoord is: > Wij sturen"),
    (Letter.TRANSCRIPT, 0, "Gedaan. U legde de afspraak vast."),
    (Letter.TRANSCRIPT, 1, "Gedaan: - U veranderde de streefdatum. - U legde de afspraak vast."),
    (Letter.TRANSCRIPT, 1, "Wij lazen in uw mail: #afspraak; #streefdatum: dinsdag 15 december 2026."),
    (Letter.TRANSCRIPT, 1, "#opgelost stond al in het onderwerp van de mail waarop u antwoordde. Daarom is daar nu niets mee gedaan."),
    (Letter.TRANSCRIPT, 2, "De klager leest uw tekst niet."),
    (Letter.NOT_DONE, 0, "Niet gedaan. Bedoelt u #afspraak?"),
    (Letter.NOT_DONE, 2, "Niet gedaan. Verander dit, en stuur uw mail opnieuw: - Bedoelt u #afspraak? - Bedoelt u #opgelost?"),
    (Letter.TRANSCRIPT, 4, "Niets nieuws. #afspraak was al gedaan op donderdag 2 april 2026 om 09:12."),
    (Letter.MONEY_NAMED, 0, "Uw tekst noemt geld: € 125,00. Over elk bedrag beslist eerst de Algemeen Directeur."),
    (Letter.LAPSED, 0, "Op donderdag 2 april 2026 stelden wij een vraag."),
    (Letter.LAPSED, 1, "Op donderdag 2 april 2026 is de klacht opgelost gemeld. De afspraak is in veertien dagen niet bevestigd."),
    (Letter.NOTED, 0, "De klager heeft dit al van u. Wij sturen het niet nog eens."),
    (Letter.NOTED, 1, "De klager heeft dit niet gekregen."),
    (Letter.NEW_COMPLAINT, 2, "Wijs deze klacht vandaag toe: dat moest vóór woensdag 8 april 2026."),
    (Letter.NEW_COMPLAINT, 2, "5 dagen na ontvangst op donderdag 2 april. Die dag is voorbij."),
    (Letter.NEW_COMPLAINT, 3, "Bevestig de ontvangst zelf en wijs deze klacht vandaag toe: dat moest vóór wo 8 april."),
    (Letter.UNACKNOWLEDGED, 2, "Die dag is voorbij. Bel de klager"),
    (Letter.ASSIGNMENT, 2, "Behandel deze klacht meteen: die is 3 werkdagen te laat."),
    (Letter.ASSIGNMENT, 2, "- Streefdatum: vrijdag 1 mei 2026 (3 werkdagen te laat) - Stand"),
    (Letter.NEW_COMPLAINTS_GATHERED, 2, "Wijs eerst toe wat te laat is: 2 van deze 2 klachten."),
    (Letter.NEW_COMPLAINTS_GATHERED, 3, "Wijs deze nieuwe klacht vandaag toe: dat is al te laat."),
    (Letter.NEW_COMPLAINTS_GATHERED, 2, "- KL-2026-00042: Betaling en aanmaning, vóór wo 8 april (te laat) -"),
    (Letter.LISTING, 0, "nog geen streefdatum; ontvangst nog niet bevestigd"),
]


def test_a_request_about_personal_data_is_named_once() -> None:
    assert "avg" in str(sample(Letter.DATA_REQUEST, 1)["hints"])
    assert text(Letter.DATA_REQUEST, 1).count("AVG") == 1


@pytest.mark.parametrize(("letter", "position", "sentence"), SAYS)
def test_a_letter_to_staff_says(letter: Letter, position: int, sentence: str) -> None:
    assert sentence in text(letter, position)
