"""The words of answering programs are known in many languages, and those of people are left to people."""

import pytest

from intake.incoming import IncomingMail
from intake.screening import Screened, ScreeningRules, screen
from intake.senders import sender_of

RULES = ScreeningRules(staff_addresses=frozenset({"jan@bedrijf.example"}))
LETTER = "Ik ben het niet eens met uw brief van 3 maart."


def screened(subject: str, text: str = LETTER, sender: str = "klager@elders.example", parts: tuple[str, ...] = ("text/plain",)) -> Screened:
    mail = IncomingMail(sha256="0", size=1, headers=(("From", sender),), subject=subject, text=text, part_types=parts)
    return screen(mail, sender_of(mail), RULES)


AWAY_SUBJECTS = {
    "Dutch": (
        "Automatisch antwoord: brief",
        "AUTOMATISCH ANTWOORD:",
        "Automatische beantwoording: x",
        "Afwezigheidsbericht: x",
        "Afwezigheidsmelding: x",
        "Vakantiebericht: x",
        "[Automatisch antwoord] x",
        "[EXTERN] Automatisch antwoord: x",
        "[KL-2026-00042] [Extern] Automatisch antwoord: x",
        "Automatisch antwoord: #opgelost KL-2026-00042",
    ),
    "English": (
        "Automatic reply: x",
        "Auto-Reply: x",
        "Out of Office: x",
        "[Auto-Reply] x",
        "(Automatic response) x",
        "Autoreply: x",
    ),
    "German": ("Automatische Antwort: x", "Abwesenheitsnotiz: x", "Abwesenheitsbenachrichtigung: x"),
    "French": ("Réponse automatique : x", "Re\u0301ponse automatique: x", "Message d’absence: x", "Notification d'absence : x"),
    "Spanish": ("Respuesta automática: x", "Contestación automática: x"),
    "Portuguese": ("Resposta automática: x", "Resposta automatica: x"),
    "Catalan": ("Resposta automàtica: x",),
    "Italian": ("Risposta automatica: x",),
    "Danish": ("Automatisk svar: x", "Autosvar: x"),
    "Norwegian": ("Fraværsmelding: x",),
    "Swedish": ("Automatiskt svar: x", "Frånvaromeddelande: x"),
    "Icelandic": ("Sjálfvirkt svar: x",),
    "Finnish": ("Automaattinen vastaus: x", "Poissaoloilmoitus: x"),
    "Estonian": ("Automaatvastus: x",),
    "Latvian": ("Automātiska atbilde: x", "Ārpus biroja atrašanās automātiska atbilde: x"),
    "Lithuanian": ("Automatinis atsakymas: x",),
    "Polish": ("Automatyczna odpowiedź: x", "[Automatyczna odpowiedź] x", "Odpowiedź automatyczna: x"),
    "Czech": ("Automatická odpověď: x",),
    "Slovak": ("Automatická odpoveď: x",),
    "Slovenian": ("Samodejni odgovor: x",),
    "Croatian": ("Automatski odgovor: x",),
    "Hungarian": ("Automatikus válasz: x",),
    "Romanian": ("Răspuns automat: x",),
    "Turkish": ("Otomatik yanıt: x",),
    "Greek": ("Αυτόματη απάντηση: x",),
    "Russian": ("Автоматический ответ: x", "Автоответ: x"),
    "Ukrainian": ("Автоматична відповідь: x",),
    "Bulgarian": ("Автоматичен отговор: x",),
    "Arabic": ("رد تلقائي: x",),
    "Hebrew": ("תשובה אוטומטית: x",),
    "Chinese": ("自动回复: x", "自動回覆：x"),
    "Japanese": ("自動返信：x", "自動応答: x"),
    "Korean": ("자동 회신: x",),
    "Vietnamese": ("Trả lời tự động: x",),
}
PERHAPS_SUBJECTS = [
    "Afwezig",
    "Afwezig: x",
    "Afwezig tot 3 mei",
    "Niet op kantoor!",
    "Ontvangstbevestiging: x",
    "Out of office",
    "Out of Office Re: x",
    "Vacation - back in May",
    "Abwesend",
    "Automatisch antwoord",
    "Absence",
    "Re: x (Automatic Response)",
    "Jan Jansen is out of the office.",
    "Jan is afwezig",
    "[EXTERN] Afwezig",
    "Automatische reactie: x",
    "Automatisch bericht: x",
    "Automatische ontvangstbevestiging: x",
    "Automatische Empfangsbestätigung: x",
    "OOO: x",
    "Gelezen: x",
    "Niet gelezen: x",
    "Read: x",
    "Gelesen: x",
]
PEOPLES_SUBJECTS = [
    "Re: Automatisch antwoord: brief",
    "Automatische incasso: klacht",
    "Automatische incasso niet geweigerd",
    "Afwezigheid van uw medewerker",
    "Out of order",
    "Automatic update notification",
    "auto: schade",
    "Awaydays",
    "Vacationer",
    "Vraag over ontvangstbevestiging",
    "Gelezen en niet akkoord",
    "Lu et approuvé",
    "[Klacht] automatische incasso",
    "#afhandelen KL-2026-00042",
    "#antwoord KL-2026-00042 Afwezig was ik niet",
    "Re: [KL-2026-00042] Ontvangst van uw klacht",
    "Re: Ontvangstbevestiging van uw klacht",
]


@pytest.mark.parametrize("subject", [subject for subjects in AWAY_SUBJECTS.values() for subject in subjects])
def test_subjects_of_automatic_replies_in_many_languages(subject: str) -> None:
    assert screened(subject).clue == "auto_reply_subject"


@pytest.mark.parametrize(
    "subject", ["#opgelost KL-2026-00042", "Re: KL-2026-00042 #opgelost", "#antwoord KL-2026-00042 Automatisch antwoord"]
)
@pytest.mark.parametrize("prefix", ["", "Automatisch antwoord: ", "Afwezig: "])
def test_a_tag_in_an_automatic_reply_of_staff_is_automatic(subject: str, prefix: str) -> None:
    assert screened(prefix + subject, sender="jan@bedrijf.example").automatic is bool(prefix)


@pytest.mark.parametrize("subject", PERHAPS_SUBJECTS)
def test_subjects_that_a_person_may_have_written_are_held_not_filed_away(subject: str) -> None:
    assert screened(subject).clue == "perhaps_auto_reply"


@pytest.mark.parametrize("subject", PEOPLES_SUBJECTS)
def test_subjects_of_people(subject: str) -> None:
    assert screened(subject).answerable


@pytest.mark.parametrize(
    ("text", "clue"),
    [
        ("I am currently out of the office until Monday.", "perhaps_auto_reply"),
        ("Hello,\n\nI will be out\nof the office starting 3 May.", "perhaps_auto_reply"),
        ("Ik ben momenteel met vakantie en lees mijn mail niet.", "perhaps_auto_reply"),
        ("Dit is een automatisch gegenereerd bericht.", "perhaps_auto_reply"),
        ("Ich bin vom 3. bis 9. Mai nicht im Büro.", "perhaps_auto_reply"),
        ("Je suis absent jusqu'au 3 mai.", "perhaps_auto_reply"),
        ("Ik ben het er niet mee eens dat u niet aanwezig was.", "no_clue"),
        ("Uw brief klopt niet. " * 15 + "Ik ben tot 3 mei op vakantie.", "no_clue"),
        ("Ik ben afwezig. " + "Maar uw brief klopt niet. " * 60, "no_clue"),
    ],
)
def test_texts_of_automatic_replies(text: str, clue: str) -> None:
    assert screened("Klacht", text).clue == clue


APPOINTMENTS = [
    "Geaccepteerd: gesprek",
    "Geweigerd: gesprek",
    "Voorlopig: gesprek",
    "[EXTERN] Uitnodiging: gesprek",
    "Declined: x",
    "Zugesagt: x",
]


@pytest.mark.parametrize("subject", APPOINTMENTS)
def test_a_calendars_words_beside_an_invitation_are_no_persons(subject: str) -> None:
    assert screened(subject, parts=("text/plain", "text/html", "text/calendar")).clue == "only_a_calendar"
    assert screened(subject).answerable


def test_a_letter_with_an_invitation_in_it_is_a_persons() -> None:
    assert screened("Klacht, met een uitnodiging: komt u kijken", parts=("text/plain", "text/calendar")).answerable
