"""Facts at the edges of what letters must bear: very long, very short, very much, in other scripts. Everything in them is invented.

Each has a name for who looks at it. Rule: whatever can really come stands here
as large, or as small, as it can come.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from outbound.samples.cast import AGREEMENT, FRAME, MANAGER, RECEIVED, REFERENCE, TARGET, WORDS, bare_case, sample_case
from outbound.samples.report import REPORT_EDGES
from tracker.appeal import KIFID, AppealRoute
from tracker.dates import Terms, acknowledge_by
from tracker.facts import Facts as Standing
from tracker.letter_facts import answering, arrived, inside, outside
from tracker.letter_facts.arrived import QUOTED_LIMIT, NewComplaint
from tracker.letter_facts.outside import Frame, Milestone, WayOut
from tracker.model import ComplainantRole, Language, Letter, Reference, State
from tracker.offered import offers_facts
from tracker.told import Facts, Listed, Other, QuotedMail, Sender, Signer
from tracker.who import IN_DUTCH, Who


@dataclass(frozen=True, slots=True)
class Edge:
    """A letter at an edge. name: at which, as the page that shows it says."""

    name: str
    letter: Letter
    facts: Facts


MILLION_CENTS = 100_000_000
_LONG_NAME = "Jonkvrouw Wilhelmina Anna-Margaretha van der Oudenhoven-Nieuwland tot Zuidbroek, geboren De Vries van Wijngaarden"
_LONG_ADDRESS = "wilhelmina.anna-margaretha.vanderoudenhoven@secretariaat.example"
_LONG_TITLE = {
    Language.DUTCH: "Waarnemend Plaatsvervangend Teamleider Debiteurenadministratie en Incasso Noord- en Oost-Nederland",
    Language.ENGLISH: "Acting Deputy Team Leader Accounts Receivable and Debt Collection for the North and East of the Netherlands",
}
_LONG_SIGNER = Signer(_LONG_NAME, _LONG_TITLE, "+31 (0)30 123 45 67, doorkiesnummer 1234, na 14 uur 030-123 45 68")
_LONG_FRAME = Frame(REFERENCE, _LONG_SIGNER, to_representative=True)
_SILENT = Frame(REFERENCE, Signer("Li Wu", dict.fromkeys(Language, "Manager"), ""))
_BARE_ROUTE = AppealRoute(
    date(2024, 4, 1), "Geschillencommissie", dict.fromkeys(Language, "Binnen 1 jaar."), dict.fromkeys(Language, "€ 1.000.000,00")
)
_LONG_TEXT = "\n\n".join([AGREEMENT, "Dit geldt voor elke factuur die u van ons kreeg, en ook voor die welke nog onderweg zijn."] * 12)
_PATH = "https://post.voorbeeld.example/" + "brieven/" * 20 + "?dossier=" + "0123456789" * 10
_TABLE = "Factuur     Bedrag      Betaald\n2026-118    € 125,00    ja\n2026-119    € 1.000.000,00    nee\n\n\n\n- een\n\t- twee\n> drie"
_ARABIC = "السلام عليكم،\n\nدفعت الفاتورة 2026-118 بمبلغ € 125,00 يوم 20 مارس (انظر المرفق).\n\nمع التحية"
_HEBREW = "שלום,\n\nשילמתי את חשבונית 2026-118 בסך 125,00 € ביום 20.3 (ראו צרופה).\n\nבברכה"
_MANY_SCRIPTS = """我已经付款了。请查看附件。

ผมจ่ายเงินแล้วแต่ยังได้รับจดหมายทวงหนี้อยู่กรุณาตรวจสอบ

Я уже заплатил. Проверьте, пожалуйста. 😡🤬👨\u200d👩\u200d👧 €

İstanbul'da ödedim, ğüşiöç."""


def _new(mail: QuotedMail, case: Facts | None = None, others: Sequence[Other] = ()) -> Facts:
    last_day = acknowledge_by(RECEIVED, Terms())
    new = NewComplaint(mail, MANAGER, "het woord 'aanmaning'", date(2026, 4, 8), last_day, RECEIVED, others=others)
    return arrived.new_complaint(case or sample_case(State.REGISTERED), new)


def _mail(text: str, *, name: str = "J. Voorbeeld", subject: str = "Klacht", files: Sequence[Listed] = ()) -> QuotedMail:
    return QuotedMail(Sender(name, "j.voorbeeld@mail.example"), subject, text, attachments=files)


_LONG_CASE: Facts = sample_case(
    State.ASSIGNED,
    nature="Betaling, aanmaning, incassokosten en bejegening door of namens ons",
    handler=f"{_LONG_TITLE[Language.DUTCH]} ({_LONG_NAME})",
) | {"complainant_name": _LONG_NAME, "complainant_address": _LONG_ADDRESS, "letters_go_to": _LONG_ADDRESS}
_OTHERS = [Other(Reference(f"KL-2026-{number:05}"), RECEIVED - timedelta(days=number), is_open=number % 2 == 0) for number in range(1, 41)]
_FILES = [
    Listed(f"Scan van de aanmaning, bladzijde {number} van 120 (met de hand ondertekend).pdf", 12_345_678) for number in range(1, 121)
]
_STEPS = [(RECEIVED + timedelta(days=day), list(Milestone)[day % len(Milestone)]) for day in range(40)]


def _acknowledged(signer: Signer) -> Facts:
    return outside.acknowledgement(REFERENCE, received_date=RECEIVED, target_date=TARGET, outer_limit_date=date(2026, 5, 28), signer=signer)


def _appealed(route: AppealRoute, text: str, steps: Sequence[tuple[date, Milestone]], frame: Frame) -> Facts:
    way_out = WayOut(route, ComplainantRole.UNKNOWN)
    return outside.appeal(frame, received_date=RECEIVED, milestones=steps, standpoint_date=TARGET, text=text, way_out=way_out)


def _assigned() -> Facts:
    mail = arrived.quoted(_mail(WORDS, name=_LONG_NAME))
    return inside.assignment(_LONG_CASE, mail, (), assigned_by=f"{_LONG_NAME} (Manager Operations)", note=_LONG_TEXT)


def _consulted() -> Facts:
    case = _LONG_CASE | {"offers": offers_facts(Standing(REFERENCE, State.CONSULTING), (Who.DIRECTOR,))}
    asked_by, mark = f"{_LONG_NAME} (Verkoop Manager)", "0123456789abcdef"
    facts = inside.consultation(case, amount="€ 1.000.000,00", agreement=_LONG_TEXT, asked_by=asked_by, replaces=False, proposal_mark=mark)
    return facts | {"bare_word": False}


def _not_done() -> Facts:
    return answering.not_done(_LONG_CASE, problems=["Bedoelt u #afspraak?"] * 30, understood=["#streefdatum: vrijdag 1 mei 2026"] * 30)


def _any_step(letter: Letter, state: State) -> Edge:
    """Return a letter that offers all that anybody could do, as if one person had every role."""
    case = sample_case(state, *offers_facts(Standing(REFERENCE, state, own_case=False), tuple(IN_DUTCH)))
    facts = inside.choice(case, asked_by=MANAGER, why="?") if letter is Letter.CHOICE else _new(_mail(WORDS), case)
    return Edge("all that anybody may do", letter, facts)


_OUTSIDE = (
    Edge("very long names", Letter.ACKNOWLEDGEMENT, _acknowledged(_LONG_SIGNER)),
    Edge("very short names, no telephone", Letter.ACKNOWLEDGEMENT, _acknowledged(_SILENT.signer)),
    Edge("an amount of a million", Letter.CONFIRMATION, outside.confirmation(_SILENT, text=AGREEMENT, amount_cents=MILLION_CENTS)),
    Edge("one cent, and one word", Letter.CONFIRMATION, outside.confirmation(FRAME, text="Akkoord.", amount_cents=1)),
    Edge("an agreement of many pages", Letter.CONFIRMATION, outside.confirmation(_LONG_FRAME, text=_LONG_TEXT, amount_cents=None)),
    Edge("an endless link, and a table", Letter.ANSWER, outside.answer(FRAME, text=f"{_PATH}\n\n{_TABLE}", attachments=_FILES[:30])),
    Edge("forty steps, and a route of a name alone", Letter.APPEAL, _appealed(_BARE_ROUTE, "Nee.", _STEPS, _SILENT)),
    Edge("a standpoint of many pages", Letter.APPEAL, _appealed(KIFID, _LONG_TEXT, _STEPS[:1], _LONG_FRAME)),
)
_CAME_IN = (
    ("one word", _new(_mail("Schande!", subject=""))),
    ("nothing at all", _new(QuotedMail(Sender("", None), "", ""), bare_case(State.REGISTERED))),
    ("very long names", _new(_mail(WORDS, name=_LONG_NAME, subject="Klacht over " * 20), _LONG_CASE)),
    ("one endless word", _new(_mail("x" * 2_000, subject="y" * 200))),
    ("as long as is shown", _new(_mail(("Kosten & rente > € 40 < € 60?\n" * 700)[:QUOTED_LIMIT]))),
    ("from right to left: Arabic", _new(_mail(_ARABIC, name="محمد العربي", subject="شكوى 2026-118"))),
    ("from right to left: Hebrew", _new(_mail(_HEBREW, name="ישראל ישראלי", subject="תלונה 2026-118"))),
    ("other scripts, and pictures as letters", _new(_mail(_MANY_SCRIPTS, name="王小明 😡", subject="投诉 / Жалоба"))),
    ("120 attachments, and 40 other complaints", _new(_mail(WORDS, files=_FILES), others=_OTHERS)),
)
EDGES: tuple[Edge, ...] = (
    *_OUTSIDE,
    *(Edge(name, Letter.NEW_COMPLAINT, facts) for name, facts in _CAME_IN),
    _any_step(Letter.NEW_COMPLAINT, State.REGISTERED),
    _any_step(Letter.CHOICE, State.IMPASSE),
    Edge("very long names", Letter.ASSIGNMENT, _assigned()),
    Edge("an amount of a million", Letter.CONSULTATION, _consulted()),
    Edge("thirty misunderstandings", Letter.NOT_DONE, _not_done()),
    *(Edge(name, Letter.REPORT, facts) for name, facts in REPORT_EDGES),
)
"""What is as long, as short, as much or as odd as it can come."""
