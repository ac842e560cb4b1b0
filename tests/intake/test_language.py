"""In which language a mail is answered."""

import pytest

from intake.language import ENOUGH_WORDS, LONGEST_TEXT, Detected, language_of
from tracker.model import Language

DUTCH = Detected(Language.DUTCH, certain=True)
ENGLISH = Detected(Language.ENGLISH, certain=True)
OTHER = Detected(Language.DUTCH, certain=False)

GERMAN = """
Sehr geehrte Damen und Herren, ich habe diese Rechnung bereits im letzten Monat bezahlt und verstehe
nicht, warum Sie mir nochmals eine Mahnung schicken. Bitte prüfen Sie das.
"""
FRENCH = """
Madame, Monsieur, j'ai déjà réglé cette facture le mois dernier et je ne comprends pas pourquoi vous
m'envoyez encore une lettre. Merci de vérifier cela rapidement.
"""
POLISH = """
Szanowni Państwo, zapłaciłem już tę fakturę w zeszłym miesiącu i nie rozumiem, dlaczego nadal
otrzymuję wezwania do zapłaty. Proszę o sprawdzenie tej sprawy i odpowiedź.
"""
TURKISH = """
Sayın yetkili, bu faturayı geçen ay zaten ödedim ve bana neden hala ihtar mektubu gönderdiğinizi
anlamıyorum. Lütfen bunu kontrol edip bana en kısa sürede cevap veriniz, teşekkür ederim.
"""

SPANISH = """
Buenos días, he recibido una carta de su empresa sobre una deuda que ya pagué hace dos meses. Su empleado
fue muy grosero por teléfono y no quiso escucharme.
"""
UKRAINIAN = """
Добрий день, я отримав від вас листа про борг, якого в мене немає. Я не розумію нідерландської мови, тому
прошу відповісти мені українською. Дякую за швидку відповідь.
"""
DANISH = """
Hej, jeg har fået et brev fra jer om en regning, som jeg allerede har betalt for to måneder siden. Jeres
medarbejder var meget uhøflig i telefonen.
"""
PAPIAMENTU = """
Bon dia, mi a ricibi un carta di boso tocante un debe cu mi a paga caba luna pasa. Boso empleado tabata hopi
ruda na telefon y e no kier a scucha mi.
"""
FRISIAN = """
Goeie, ik ha fan jimme in brief krigen oer in rekken dy't ik al lang betelle ha. Jimme meiwurker wie net
freonlik oan de tillefoan en woe net harkje nei wat ik te sizzen hie.
"""
AFRIKAANS = """
Goeiedag, ek het julle brief gekry oor 'n rekening wat ek lankal betaal het. Die persoon met wie ek gepraat
het, was baie onbeskof en wou nie na my luister nie.
"""
FULL_OF_ENGLISH = """
Ik heb een issue met jullie customer service: mijn account manager heeft mijn case gewoon closed zonder
feedback, en de payment die ik via het portal deed staat nog steeds op pending. Graag een update asap.
"""
DIALECT = """
Hoi, ik snap der nie veul van, mar gullie bluuve mar brieve sture terwijl ik da geld al lang heb overgemakt.
Kunde gij mij effe trugbelle want ik wor der nie goe van.
"""
MISSPELT = """
hallo ik heb gisteren eeen brief gehat van julie waar in staat dat ik nog moed betalen maar dat heb ik al
lang gedaan dus ik snab er nix van bel me ff trug aub
"""
TELEGRAM = """
Klacht. Dossiernummer 12345. Debiteur Jansen. Factuur 2026-01, bedrag 125 euro, betaald 3 maart per bank.
Toch aanmaning 10 maart, herinnering 17 maart, telefoontje 20 maart medewerker onbeleefd, opgehangen.
"""
POOR_ENGLISH = """
hello sir i recive letter from you company about money but i pay already last month on bank please check and
call me back because my dutch is no good
"""

CASES = [
    ("empty", "", DUTCH),
    ("only-a-number", "2026-0042 4711", DUTCH),
    ("dutch", "Ik heb deze rekening vorige maand al betaald, maar u stuurt mij toch weer een aanmaning. Wilt u dit nakijken?", DUTCH),
    ("dutch-angry", "SCHANDALIG!!! NOOIT IETS VAN JULLIE GEHOORD EN NU DIT. IK WIL MIJN GELD TERUG", DUTCH),
    ("dutch-sloppy", "hoi ik krijg steeds brieven maar ik woon daar al 2 jaar niet meer wat moet ik doen", DUTCH),
    ("dutch-short", "Bel mij terug a.u.b.", DUTCH),
    ("dutch-few-common-words", "Klacht incassokosten factuur augustus", DUTCH),
    ("english", "I have already paid this invoice last month, and you still send me reminders. Please look into it.", ENGLISH),
    ("english-short", "Please call me back, you have the wrong person.", ENGLISH),
    ("english-upper-case", "THIS IS NOT MY DEBT. STOP WRITING TO ME ABOUT IT", ENGLISH),
    (
        "english-with-dutch-words",
        "I got a dwangbevel from the deurwaarder in Utrecht about an aanmaning that I never received, and I want to know why",
        ENGLISH,
    ),
    (
        "dutch-with-english-signature",
        "Ik wil weten waarom u mij dit stuurt, want ik heb het al betaald. Kind regards, Jan, Sales Manager",
        DUTCH,
    ),
    ("half-and-half-more-dutch", "Ik heb al betaald en wil nu niet meer van u horen. Thank you for your time.", DUTCH),
    ("german", GERMAN, OTHER),
    ("french", FRENCH, OTHER),
    ("polish", POLISH, OTHER),
    ("turkish", TURKISH, OTHER),
    ("arabic", "لقد دفعت هذه الفاتورة " * 8, OTHER),
    ("spanish", SPANISH, OTHER),
    ("ukrainian", UKRAINIAN, OTHER),
    ("danish", DANISH, OTHER),
    ("papiamentu", PAPIAMENTU, OTHER),
    ("frisian-is-read-as-dutch", FRISIAN, DUTCH),
    ("afrikaans-is-read-as-dutch", AFRIKAANS, DUTCH),
    ("dutch-full-of-english", FULL_OF_ENGLISH, DUTCH),
    ("dutch-dialect", DIALECT, DUTCH),
    ("dutch-misspelt", MISSPELT, DUTCH),
    ("dutch-without-sentences", TELEGRAM, DUTCH),
    ("english-of-a-beginner", POOR_ENGLISH, ENGLISH),
    ("german-short-with-english-looks", "Bitte rufen Sie mich an.", DUTCH),
    ("german-short-is-dutch", "Bitte rufen Sie mich zurück.", DUTCH),
]


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_language(text: str, expected: Detected) -> None:
    assert language_of(text) == expected


@pytest.mark.parametrize(("words", "certain"), [(ENOUGH_WORDS - 1, True), (ENOUGH_WORDS, False)])
def test_another_language_needs_enough_words(words: int, *, certain: bool) -> None:
    assert language_of("Rechnung " * words) == Detected(Language.DUTCH, certain)


def test_only_the_beginning_counts() -> None:
    english = "you have not paid and this is why " * (LONGEST_TEXT // 34)
    assert language_of(english + "ik heb al betaald en u niet " * 100_000) == ENGLISH


@pytest.mark.parametrize(
    ("text", "whole", "expected"),
    [
        ("Zie onder, dit kan toch niet?", "Zie onder, dit kan toch niet? We are sorry that you have been waiting for your order.", DUTCH),
        ("See below.", "See below. We are sorry that you have been waiting for your order.", ENGLISH),
        ("", "Verstuurd vanaf mijn telefoon. We are sorry that you have been waiting for your order.", ENGLISH),
        ("Doorgestuurd", "Doorgestuurd: ik heb deze brief van u gekregen en weet niet waarom.", DUTCH),
    ],
)
def test_what_is_new_decides_as_far_as_it_says_anything(text: str, whole: str, expected: Detected) -> None:
    assert language_of(text, whole) == expected
