"""A letter is told from its signature, and from what programs add below; no sentence is taken for either."""

import pytest

from intake.signatures import split_signature

CARD = "Jan de Vries\nKerkstraat 1\n1234 AB Utrecht\n06-12345678"
DISCLAIMER = "Dit bericht is vertrouwelijk en alleen voor u bestemd."

SPLIT = [
    # id, text, letter, signature
    ("mark", "Akkoord.\n-- \nJan de Vries\nHoofd Inkoop", "Akkoord.", "-- \nJan de Vries\nHoofd Inkoop"),
    ("mark-without-its-space", "Akkoord.\n\n--\nJan", "Akkoord.", "--\nJan"),
    ("long-dash", "Akkoord.\n\n\u2014\nJan", "Akkoord.", "\u2014\nJan"),
    ("strokes-and-name", "Akkoord.\n\n-----\nJan de Vries\nHoofd Inkoop", "Akkoord.", "-----\nJan de Vries\nHoofd Inkoop"),
    ("mark-and-disclaimer", "Akkoord.\n\n--\nJan\n\n" + DISCLAIMER, "Akkoord.", "--\nJan\n\n" + DISCLAIMER),
    ("last-of-two-marks", "Akkoord.\n--\nTot morgen.\n--\nJan", "Akkoord.\n--\nTot morgen.", "--\nJan"),
    ("groet", "Akkoord.\n\nMet vriendelijke groet,\n\nJan de Vries", "Akkoord.", "Met vriendelijke groet,\n\nJan de Vries"),
    ("groeten", "Akkoord.\n\nhartelijke groeten\nJan", "Akkoord.", "hartelijke groeten\nJan"),
    ("mvg", "Akkoord.\nMvg, Jan", "Akkoord.", "Mvg, Jan"),
    ("hoogachtend", "Akkoord.\n\nHoogachtend,\n" + CARD, "Akkoord.", "Hoogachtend,\n" + CARD),
    ("groetjes-and-name-on-one-line", "Akkoord.\n\nGroetjes Jan", "Akkoord.", "Groetjes Jan"),
    ("short-forms", "Akkoord.\n\nMet vr. groet,\nJan", "Akkoord.", "Met vr. groet,\nJan"),
    ("shorter", "Akkoord.\n\nM.vr.gr.\nJan", "Akkoord.", "M.vr.gr.\nJan"),
    ("two-languages", "Akkoord.\n\nMet vriendelijke groet / Kind regards,\nJan", "Akkoord.", "Met vriendelijke groet / Kind regards,\nJan"),
    ("no-rights", "Akkoord.\n\nGroet,\nJan\n\nAan dit bericht kunnen geen rechten worden ontleend.", "Akkoord.", "Groet,\nJan"),
    ("regards", "Agreed.\n\nKind regards,\nJan", "Agreed.", "Kind regards,\nJan"),
    ("grüße", "Gut.\n\nMit freundlichen Grüßen\nJan", "Gut.", "Mit freundlichen Grüßen\nJan"),
    ("cordialement", "Oui.\n\nBien cordialement,\nJan", "Oui.", "Bien cordialement,\nJan"),
    ("hilsen", "Ja.\n\nMed venlig hilsen\nJan", "Ja.", "Med venlig hilsen\nJan"),
    ("saludos", "Sí.\n\nUn cordial saludo,\nJan", "Sí.", "Un cordial saludo,\nJan"),
    ("pozdrawiam", "Tak.\n\nPozdrawiam\nJan", "Tak.", "Pozdrawiam\nJan"),
    ("thanks-and-name", "Ik wacht af.\n\nAlvast bedankt,\nJan", "Ik wacht af.", "Alvast bedankt,\nJan"),
    ("name-behind-a-dash", "Akkoord.\n\n-Jan de Vries", "Akkoord.", "-Jan de Vries"),
    ("card-without-a-formula", "Akkoord.\n\n" + CARD + "\nKvK 12345678", "Akkoord.", CARD + "\nKvK 12345678"),
    ("card-below-a-pictogram", ":smile:\n\n" + CARD + "\nKvK 12345678", ":smile:", CARD + "\nKvK 12345678"),
    ("telephone", "Akkoord.\n\nVerstuurd vanaf mijn iPhone", "Akkoord.", "Verstuurd vanaf mijn iPhone"),
    ("other-telephone", "Akkoord.\n\nVerzonden vanaf mijn Galaxy", "Akkoord.", "Verzonden vanaf mijn Galaxy"),
    (
        "program-with-link",
        "Akkoord.\n\nVerzonden vanuit Outlook voor iOS<https://voorbeeld.example/x>",
        "Akkoord.",
        "Verzonden vanuit Outlook voor iOS<https://voorbeeld.example/x>",
    ),
    ("outlook-download", "Akkoord.\n\nOutlook voor Android downloaden", "Akkoord.", "Outlook voor Android downloaden"),
    ("english-telephone", "Agreed.\n\nSent from my iPhone", "Agreed.", "Sent from my iPhone"),
    ("german-telephone", "Gut.\n\nVon meinem iPhone gesendet", "Gut.", "Von meinem iPhone gesendet"),
    ("french-telephone", "Oui.\n\nEnvoyé de mon iPhone", "Oui.", "Envoyé de mon iPhone"),
    ("turkish-telephone", "Evet.\n\niPhone'umdan gönderildi", "Evet.", "iPhone'umdan gönderildi"),
    (
        "telephone-with-excuse",
        "Akkoord.\n\nVerstuurd vanaf mijn Android apparaat met K-9 Mail. Excuseer mijn beknoptheid.",
        "Akkoord.",
        "Verstuurd vanaf mijn Android apparaat met K-9 Mail. Excuseer mijn beknoptheid.",
    ),
    ("signature-and-telephone", "Akkoord.\n\nGroet,\nJan\n\nVerstuurd vanaf mijn iPad", "Akkoord.", "Groet,\nJan"),
    ("telephone-first", "Verstuurd vanaf mijn iPad\n\nAkkoord.", "Akkoord.", ""),
    ("disclaimer", "Akkoord.\n\nGroet,\nJan\n\nDit bericht is vertrouwelijk en voor u bestemd.\nNog een regel.", "Akkoord.", "Groet,\nJan"),
    ("strokes-below-the-name", "Akkoord.\n\nGroet,\nJan\n\n* * *\n\nBezoek onze winkel in Utrecht op zaterdag!", "Akkoord.", "Groet,\nJan"),
    ("mailing-list", "Akkoord.\n\n________________\nklachten mailing list\nhttps://lijst.example/", "Akkoord.", ""),
    ("only-a-signature", "Met vriendelijke groet,\nJan", "", "Met vriendelijke groet,\nJan"),
    ("warning-above", "LET OP: deze mail komt van buiten de organisatie.\nKlik nergens op.\n\n#opgelost", "#opgelost", ""),
]

WHOLE = [
    (
        "marks-between-parts",
        "Twee punten.\n--\nDe factuur klopt niet, want die is al in maart betaald.\n--\nDe monteur kwam twee keer niet opdagen.",
    ),
    ("stars-between-parts", "Eerste punt: de factuur klopt niet.\n\n***\n\nTweede punt: de monteur kwam niet opdagen, twee keer."),
    ("proof-of-sending", "Bewijs:\nVerzonden per mail op 3 oktober aan uw kantoor\nVerzonden per post op 4 oktober"),
    ("strokes-and-afterthought", "Akkoord.\n\nGroet,\nJan\n\n-----\nWat ik nog vergat: de monteur kwam ook de tweede keer niet opdagen."),
    ("footer's-words-and-afterthought", "Akkoord.\n\nGroet,\nJan\n\nOm u af te melden voor sms moet ik inloggen, en dat lukt niet."),
    (
        "warning's-words-of-a-person",
        "Let op: dit is een klacht over een bericht van een externe afzender.\nHij dreigde mij te slaan.\n\nWat doet u?",
    ),
    ("thanks-alone", "Bedankt!"),
    ("thanks-at-the-end", "Ik zie uw antwoord tegemoet.\n\nAlvast bedankt!"),
    ("postscript", "Akkoord.\n\nGroet,\nJan\n\nPS: bel me vóór vrijdag"),
    ("sentence-below-the-name", "Akkoord.\n\nGroet,\nJan\n\nIk vergat nog te zeggen dat de bon is bijgevoegd."),
    ("question-below-the-name", "Akkoord.\n\nGroet,\nJan\n\nBelt u mij?"),
    ("sent-by-a-parcel-service", "Verzonden met een pakketdienst op 3 oktober en nooit aangekomen.\n\nWat nu?"),
    ("sent-by-a-named-one", "Het pakket is kwijt.\n\nVerstuurd via de buurtwinkel."),
    ("sentence-like-a-telephone's", "It is gone.\n\nSent from my desk, which is easier than from my telephone."),
    ("data-that-were-announced", "Akkoord.\n\nMijn gegevens:\n" + CARD + "\nIBAN NL00 BANK 0123 4567 89"),
    ("strokes-between-parts", "Eerste punt: de factuur klopt niet.\n\n-----\n\nTweede punt: de monteur kwam niet opdagen, twee keer."),
    ("strokes-and-sum", "Dit klopt niet:\n\n40 euro\n3 euro\n-----\n44 euro"),
    ("long-strokes-and-sum", "Dit klopt niet:\n\n40 euro\n3 euro\n_____\n44 euro"),
    ("list-with-dashes", "Dit ging mis:\n\n- Te laat\n- Te duur"),
    ("groet-in-a-sentence", "De groeten aan uw collega die mij zo goed hielp, dat mag ook gezegd."),
    ("disclaimer's-words-in-a-complaint", "Deze mail van u bevat vertrouwelijke gegevens van een ander.\n\nGraag uitleg."),
    ("warning's-words-in-a-complaint", "Let op: de lamp buiten is kapot.\n\nWie maakt hem?"),
    ("postscript-below-strokes", "Akkoord.\n\nGroet,\nJan\n\n-----\nPS: bel me vóór vrijdag"),
    ("form", "Naam: Jan\nTelefoon: 06-12345678\nE-mail: jan@klant.example\nPostcode: 1234 AB\nKlacht: kapot"),
    ("form-below-a-line", "Nieuw bericht\n\nNaam: Jan\nTel: 06-12345678\nE-mail: jan@klant.example\nPostcode: 1234 AB\nKlacht: kapot"),
    ("parcel-in-english", "It never came.\n\nSent with a courier on Monday"),
    ("nothing", ""),
]


@pytest.mark.parametrize(("text", "letter", "signature"), [pytest.param(*case[1:], id=case[0]) for case in SPLIT])
def test_signature(text: str, letter: str, signature: str) -> None:
    assert split_signature(text.split("\n")) == (letter.split("\n") if letter else [], signature.split("\n") if signature else [])


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in WHOLE])
def test_whole_letter(text: str) -> None:
    assert split_signature(text.split("\n")) == (text.split("\n") if text else [], [])
