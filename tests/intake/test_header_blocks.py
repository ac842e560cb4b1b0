"""Blocks of headers in a text are found in whatever shape a mail program left them, and nothing else is taken for one."""

import pytest

from intake.header_blocks import HeaderBlock, find_blocks
from intake.header_lines import Separator, is_bare, separator_in
from intake.header_words import FIELDS

JAN = "Jan Kok <j.kok@post.example>"
INBOX = "klachten@voorbeeld.nl"
FOUR = {"from": JAN, "date": "maandag 2 maart 2026 10:15", "to": INBOX, "subject": "Rekening 12"}


def only(text: str) -> HeaderBlock:
    blocks = find_blocks(text.split("\n"))
    assert len(blocks) == 1
    return blocks[0]


SHAPES = [
    ("plain", f"Van: {JAN}\nVerzonden: maandag 2 maart 2026 10:15\nAan: {INBOX}\nOnderwerp: Rekening 12"),
    ("quoted", f"> Van: {JAN}\n> Verzonden: maandag 2 maart 2026 10:15\n> Aan: {INBOX}\n> Onderwerp: Rekening 12"),
    ("quoted-twice", f">> Van: {JAN}\n> > Verzonden: maandag 2 maart 2026 10:15\n>>Aan: {INBOX}\n>> Onderwerp: Rekening 12"),
    ("bold", f"*Van:* {JAN}\n*Verzonden:* maandag 2 maart 2026 10:15\n*Aan:* {INBOX}\n*Onderwerp:* Rekening 12"),
    ("bold-twice", f"**Van:**{JAN}\n**Verzonden:** maandag 2 maart 2026 10:15\n**Aan:** {INBOX}\n**Onderwerp:** Rekening 12"),
    ("french-colon", f"De\xa0: {JAN}\nEnvoyé\xa0: maandag 2 maart 2026 10:15\nÀ\xa0: {INBOX}\nObjet\xa0: Rekening 12"),
    ("tabs", f"Van: \t{JAN}\nDatum: \tmaandag 2 maart 2026 10:15\nAan: \t{INBOX}\nOnderwerp: \tRekening 12"),
    ("indented", f"    Van: {JAN}\n   Datum: maandag 2 maart 2026 10:15\n   Aan: {INBOX}\n   Onderwerp: Rekening 12"),
    ("blank-lines", f"Van: {JAN}\n\nVerzonden: maandag 2 maart 2026 10:15\n\nAan: {INBOX}\n\nOnderwerp: Rekening 12"),
    ("value-below", f"Van:\n{JAN}\nVerzonden:\nmaandag 2 maart 2026 10:15\nAan:\n{INBOX}\nOnderwerp:\nRekening 12"),
    ("folded-from", f"Van: Jan Kok\n<j.kok@post.example>\nVerzonden: maandag 2 maart 2026 10:15\nAan: {INBOX}\nOnderwerp: Rekening 12"),
    ("folded-subject", f"Van: {JAN}\nOnderwerp: Rekening\n12\nDatum: maandag 2 maart 2026 10:15\nAan: {INBOX}"),
    (
        "other-fields",
        f"Van: {JAN}\nVerzonden: maandag 2 maart 2026 10:15\nAan: {INBOX}\nOnderwerp: Rekening 12\nUrgentie: Hoog\nBijlagen: a.pdf",
    ),
    ("two-on-a-line", f"Van: {JAN}\nDatum: maandag 2 maart 2026 10:15\nAan: {INBOX} Onderwerp: Rekening 12"),
    ("wide-colon", f"差出人：{JAN}\n日付：maandag 2 maart 2026 10:15\n宛先：{INBOX}\n件名：Rekening 12"),
    ("decomposed", f"De: {JAN}\nDate: maandag 2 maart 2026 10:15\nA\u0300: {INBOX}\nObjet: Rekening 12"),
    ("any-order", f"Onderwerp: Rekening 12\nDatum: maandag 2 maart 2026 10:15\nVan: {JAN}\nAan: {INBOX}"),
]


@pytest.mark.parametrize("text", [pytest.param(row[1], id=row[0]) for row in SHAPES])
def test_shapes(text: str) -> None:
    block = only(f"Zie hieronder.\n\n{text}\n\nGoedemorgen,")
    lines = text.count("\n") + 1
    assert (dict(block.fields), block.start, block.end) == (FOUR, 2, 2 + lines)
    assert block.separator is None


LANGUAGES = [
    ("nl", "Van Verzonden Aan Onderwerp"),
    ("en", "From Sent To Subject"),
    ("de", "Von Gesendet An Betreff"),
    ("fr", "De Envoyé À Objet"),
    ("es", "De Enviado Para Asunto"),
    ("it", "Da Inviato A Oggetto"),
    ("pt", "De Enviado Para Assunto"),
    ("pl", "Od Wysłano Do Temat"),
    ("sv", "Från Skickat Till Ämne"),
    ("da", "Fra Sendt Til Emne"),
    ("fi", "Lähettäjä Lähetetty Vastaanottaja Aihe"),
    ("cs", "Od Odesláno Komu Předmět"),
    ("sk", "Od Odoslané Pre Predmet"),
    ("hu", "Feladó Elküldve Címzett Tárgy"),
    ("ro", "Expeditor Trimis Către Subiect"),
    ("ru", "От Отправлено Кому Тема"),
    ("uk", "Від Надіслано Кому Тема"),
    ("tr", "Kimden Gönderildi Kime Konu"),
    ("el", "Από Στάλθηκε Προς Θέμα"),
    ("hr", "Šalje Poslano Prima Naslov"),
    ("et", "Saatja Saadetud Saaja Teema"),
    ("zh", "发件人 发送时间 收件人 主题"),
]


@pytest.mark.parametrize("words", [pytest.param(row[1].split(), id=row[0]) for row in LANGUAGES])
def test_languages(words: list[str]) -> None:
    text = "\n".join(f"{word}: {value}" for word, value in zip(words, FOUR.values(), strict=True))
    assert dict(only(text).fields) == FOUR


def test_every_word_names_one_field() -> None:
    assert set(FIELDS.values()) == {"from", "date", "to", "cc", "subject", "reply-to", "other"}
    assert all(word == word.strip() and word for word in FIELDS)


SEPARATORS = [
    ("outlook-nl", "-----Oorspronkelijk bericht-----", Separator.ORIGINAL),
    ("outlook-en", "-----Original Message-----", Separator.ORIGINAL),
    ("outlook-de", "-----Ursprüngliche Nachricht-----", Separator.ORIGINAL),
    ("outlook-fr", "-----Message d'origine-----", Separator.ORIGINAL),
    ("gmail", "---------- Forwarded message ---------", Separator.FORWARD),
    ("thunderbird-nl", "-------- Doorgestuurd bericht --------", Separator.FORWARD),
    ("thunderbird-de", "-------- Weitergeleitete Nachricht --------", Separator.FORWARD),
    ("thunderbird-tr", "-------- İletilen İleti --------", Separator.FORWARD),
    ("two-languages", "-------- Preposlaná správa --- Forwarded Message --------", Separator.FORWARD),
    ("apple-nl", "Begin doorgestuurd bericht:", Separator.FORWARD),
    ("apple-fr", "Début du message transféré :", Separator.FORWARD),
    ("apple-uk", "Початок листа, що пересилається:", Separator.FORWARD),
    ("em-client-nl", "------ Origineel bericht ------", Separator.ORIGINAL),
    ("apple-quoted", "> Begin doorgestuurd bericht:", Separator.FORWARD),
    ("underscores", "________________________________", Separator.RULE),
    ("dashes", " ------------------------------ ", Separator.RULE),
    ("spaced-dashes", "- - - - - -", Separator.RULE),
    ("words-in-underscores", "__________ ursprüngliche Nachricht __________", Separator.ORIGINAL),
]


@pytest.mark.parametrize(("line", "kind"), [pytest.param(*row[1:], id=row[0]) for row in SEPARATORS])
def test_separators(line: str, kind: Separator) -> None:
    assert separator_in(line) is kind
    block = only(f"Ter info.\n{line}\n\nVan: {JAN}\nOnderwerp: Rekening 12\n\nGoedemorgen,")
    assert (block.start, block.end, block.separator) == (1, 5, kind)


@pytest.mark.parametrize(
    "line",
    [
        "",
        ">",
        "--",
        "Met vriendelijke groet,",
        "-- knip --",
        "Ik heb uw bericht doorgestuurd.",
        "Ik heb het doorgestuurd aan mijn advocaat, die antwoordde:",
        "x" * 200 + ":",
    ],
)
def test_no_separators(line: str) -> None:
    assert separator_in(line) is None


def test_a_rule_above_words_counts_with_them() -> None:
    block = only(f"________________________________\n\nBegin doorgestuurd bericht:\n\nVan: {JAN}\nOnderwerp: Rekening 12")
    assert (block.start, block.separator) == (0, Separator.FORWARD)


def test_two_separators_with_words_are_two() -> None:
    block = only(f"-----Oorspronkelijk bericht-----\n-------- Doorgestuurd bericht --------\nVan: {JAN}\nOnderwerp: Rekening 12")
    assert (block.start, block.separator) == (1, Separator.FORWARD)


def test_a_whole_block_on_one_line() -> None:
    banner = "   ----- Doorgestuurd bericht ----- "
    head = f'{banner}Van: {JAN}Aan: "k" <{INBOX}>CC: c <c@d.example>Verzonden: maandag 2 maart 2026 10:15 CETOnderwerp: Rekening: 12'
    block = only(f"Ter info.\n{head}\nGoedemorgen,")
    assert (block.start, block.end, block.separator) == (1, 2, Separator.FORWARD)
    assert dict(block.fields) == {
        "from": JAN,
        "to": f'"k" <{INBOX}>',
        "cc": "c <c@d.example>",
        "date": "maandag 2 maart 2026 10:15 CET",
        "subject": "Rekening: 12",
    }


def test_a_word_run_on_to_a_small_letter_begins_with_a_capital() -> None:
    block = only(
        f"----- Doorgestuurd bericht ----- Van: {JAN}Aan: {INBOX}Datum: maandag 2 maart 2026 10:15 wintertijdOnderwerp: Rekening 12"
    )
    assert list(block.fields.values()) == [JAN, INBOX, "maandag 2 maart 2026 10:15 wintertijd", "Rekening 12"]


def test_words_without_a_colon_in_a_whole_block_on_one_line() -> None:
    block = only(
        f"----- Mensagem encaminhada ----- De: {JAN}Para: <{INBOX}>Enviado: segunda-feira, 2 de março de 2026 10:15:00 CETAssunto Conta 12"
    )
    assert (block.fields["date"], block.fields["subject"]) == ("segunda-feira, 2 de março de 2026 10:15:00 CET", "Conta 12")


def test_long_lists_of_addresses_are_folded() -> None:
    many = ";\n".join(f"Naam {n} <n{n}@post.example>" for n in range(30))
    block = only(f"Van: {JAN}\nDatum: 2 maart\nAan: {many}\nCC: {many}\nOnderwerp: Rekening 12\nGoedemorgen,")
    assert block.fields["to"].count("@") == block.fields["cc"].count("@") == 30
    assert block.end == 63


def test_addresses_at_the_end_are_folded() -> None:
    block = only(f"Van: {JAN}\nDatum: 2 maart\nOnderwerp: Rekening 12\nAan: A <a@post.example>,\n B <\nb@post.example>\n\nGoedemorgen,")
    assert block.fields["to"] == "A <a@post.example>, B < b@post.example>"
    assert block.end == 6


LONG = "Rekening 12 over de maanden januari en februari van uw mobiele abonnement"


@pytest.mark.parametrize(
    ("below", "subject", "end"),
    [
        pytest.param("\n\nDag,", "", 3, id="empty"),
        pytest.param(" Rekening 12\nDag,", "Rekening 12", 3, id="text-at-once"),
        pytest.param(f" {LONG}\nbij ons\n\nDag,", f"{LONG} bij ons", 4, id="folded"),
        pytest.param(f" {LONG}\nbij ons\nDag,", LONG, 3, id="text-at-once-after-a-long-one"),
        pytest.param(" Rekening\n12\n\nDag,", "Rekening", 3, id="a-short-line-was-not-folded"),
    ],
)
def test_a_subject_at_the_end(below: str, subject: str, end: int) -> None:
    block = only(f"Van: {JAN}\nVerzonden: 2 maart\nOnderwerp:{below}")
    assert (block.fields["subject"], block.end) == (subject, end)


def test_what_follows_a_whole_block_is_text() -> None:
    block = only(f"Van: {JAN}\nVerzonden: 2 maart\nAan: {INBOX}\nOnderwerp: Rekening 12\n\nCC: dit is al tekst")
    assert (block.end, "cc" in block.fields) == (4, False)


def test_blocks_within_blocks_are_all_found() -> None:
    one = f"Van: {JAN}\nVerzonden: 2 maart\nAan: {INBOX}\nOnderwerp: Rekening 12\n\nGoedemorgen,\n\n"
    assert [block.start for block in find_blocks((one * 3).split("\n"))] == [0, 7, 14]


def test_asterisks_of_a_subject_stay() -> None:
    block = only(f"*Van:* {JAN}\n*Datum: 2 maart*\n*Onderwerp:* ***DRINGEND*** Rekening 12")
    assert (block.fields["date"], block.fields["subject"]) == ("2 maart", "***DRINGEND*** Rekening 12")


def test_raw_headers_among_the_fields_are_no_values() -> None:
    block = only(f"From: {JAN}\nSubject: Rekening 12\nMIME-Version: 1.0\nDate: 2 maart\nX-Mailer: Post 1\nTo: {INBOX}")
    assert list(block.fields.values()) == [JAN, "Rekening 12", "2 maart", INBOX]


def test_under_words_of_a_forward_an_address_is_enough() -> None:
    assert dict(only(f"Begin doorgestuurd bericht:\n\nVan: {JAN}\n\nGoedemorgen,").fields) == {"from": JAN}


NONE = [
    ("nothing", ""),
    ("letter-head", "Van: Jan Kok\nDatum: 2 maart 2026\nOnderwerp: klacht\n\nGeachte heer,"),
    ("letter-head-with-addresses", f"Van: Jan Kok, j.kok@post.example\nAan: {INBOX}\nDatum: 2 maart 2026\nOnderwerp: klacht"),
    ("name-under-words-of-a-forward", "Begin doorgestuurd bericht:\n\nVan: Jan Kok\n\nGoedemorgen,"),
    ("address-under-a-rule", f"------------\nVan: {JAN}\n\nGoedemorgen,"),
    ("one-field", f"From: {JAN}\n\nMijn adres is j.kok@post.example"),
    ("prose", "Ik moest betalen:\nVan: 1 januari\nAan: 31 januari\nen daarna nog eens."),
    ("amounts", "Datum: 2 maart\nBedrag: 12\nOnderwerp: rekening"),
    ("two-fields", f"Van: {JAN}\nOnderwerp: Rekening 12"),
    ("no-sender", f"Aan: {INBOX}\nDatum: 2 maart\nOnderwerp: Rekening 12"),
    ("apart", f"Van: {JAN}\nIk schreef u al vaak.\n\nDatum: 2 maart\n\nU belde terug.\n\nOnderwerp: rekening"),
    ("separator-alone", "---------- Forwarded message ---------\n\nHallo"),
    ("contact-form", f"Van: {JAN}\nDatum: 2-3-2026 10:15\nOnderwerp: klacht\nTelefoon: 030-1234567\nBericht: ik wacht al lang"),
    ("others-alone", "Bijlagen: a.pdf\nUrgentie: hoog\nBcc: x@post.example"),
]


@pytest.mark.parametrize("text", [pytest.param(row[1], id=row[0]) for row in NONE])
def test_no_blocks(text: str) -> None:
    assert find_blocks(text.split("\n")) == []


@pytest.mark.parametrize(("line", "bare"), [("", True), ("> > ", True), ("\xa0\u200e", True), (" a", False), ("---", False)])
def test_bare_lines(line: str, *, bare: bool) -> None:
    assert is_bare(line) is bare
