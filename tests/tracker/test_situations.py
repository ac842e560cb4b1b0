"""The situations that come up, each as it is met: docs/procedure.md, Situations that come up, a test a row or more."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scene.letters import Received
from tracker.ledger import MailClass
from tracker.model import Acknowledgement, Event, Language, Letter, Role, State
from tracker.on_paper import waiting_on_paper
from tracker.people import People, Person
from tracker.records import Complaint, LetterOwed
from tracker.told import Hint
from world import ALICE, BOB, COLLECTOR, DESK, DIRECTOR, MANAGER, PEOPLE, PROVEN, World, mail

DESK_CLERK = "receptie@voorbeeld.nl"
LAWYER = "m.koster@advocaten.example"
WITH_DESK = People((*PEOPLE.everybody, Person(Role.FRONT_DESK, "Gijs Kok", (DESK_CLERK,))))
DESPAIR = "Door al uw brieven zie ik het niet meer zitten."


@pytest.fixture
def desk(world: World) -> World:
    """Return a house with a front desk and a department."""
    world.settle(people=WITH_DESK, departments={"incasso": "incasso@voorbeeld.nl"})
    return world


def assigned(world: World, text: str = "De incassokosten zijn te hoog.") -> Complaint:
    world.deliver(mail(text))
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    return world.complaint()


def hints_of(letter: LetterOwed) -> list[str]:
    return [str(hint) for hint in letter.facts["hints"]]


def events_offered(letter: LetterOwed) -> set[str]:
    return {offer["event"] for offer in letter.facts["offers"]}


class TestThreatOrDespair:
    """Manager Operations is told at once, flagged; state, clocks and the neutral acknowledgement stay as they are."""

    def test_in_the_complaint(self, world: World) -> None:
        world.deliver(mail("De incassokosten zijn te hoog.", sender=BOB))
        world.deliver(mail(f"De incassokosten zijn te hoog. {DESPAIR}"))
        calm, flagged = world.complaints()
        assert (flagged.state, flagged.nature, flagged.target_date) == (calm.state, calm.nature, calm.target_date)
        sent = world.send()
        to_manager = [Received(one.raw) for one in sent if one.recipient == MANAGER]
        assert [letter.subject.startswith(f"[{flagged.reference}] Bel vandaag.") for letter in to_manager] == [False, True]
        to_bob, to_alice = (next(Received(one.raw).text for one in sent if one.recipient == who) for who in (BOB, ALICE))
        assert to_alice.replace(flagged.reference, calm.reference) == to_bob

    def test_in_a_later_mail_goes_to_whoever_handles_it_and_to_manager_operations(self, world: World) -> None:
        complaint = assigned(world)
        before = len(world.letters(Letter.FOLLOW_UP))
        world.deliver(mail(DESPAIR, subject=f"Re: [{complaint.reference}]"))
        told = world.letters(Letter.FOLLOW_UP)[before:]
        assert [letter.recipient for letter in told] == [COLLECTOR, MANAGER]
        assert all(hints_of(letter) == [Hint.THREAT] for letter in told)
        assert world.complaint().state == State.ASSIGNED
        assert [Received(one.raw).subject.partition("] ")[2][:12] for one in world.send() if one.recipient == COLLECTOR][
            -1
        ] == "Bel vandaag."

    def test_in_a_flood_it_still_gets_a_letter_of_its_own(self, world: World) -> None:
        world.settle(limits=replace(world.rules.house.limits, gather_new_complaints_above_per_hour=2))
        for number in range(4):
            world.deliver(mail(sender=f"boos{number}@mail.example"))
        world.deliver(mail(DESPAIR, sender="stil@mail.example"))
        assert len(world.letters(Letter.NEW_COMPLAINT)) == 3
        assert hints_of(world.letters(Letter.NEW_COMPLAINT)[-1]) == [Hint.THREAT]

    def test_what_a_letter_quotes_of_an_earlier_one_is_no_new_threat(self, world: World) -> None:
        complaint = assigned(world)
        quoted = f"Op 2 april 2026 om 09:12 schreef {DESK}:\n> {DESPAIR}\n"
        world.deliver(mail(f"Dank voor het bellen.\n\n{quoted}", subject=f"Re: [{complaint.reference}]"))
        assert hints_of(world.letters(Letter.FOLLOW_UP)[-1]) == []


class TestRequestUnderTheAvg:
    """A hint with the ready link; `#avg` goes to the privacy contact, and the removal waits for it."""

    def test_manager_operations_is_offered_to_pass_it_on(self, world: World) -> None:
        world.deliver(mail("De kosten zijn te hoog. Verwijder ook mijn gegevens."))
        letter = world.letter(Letter.NEW_COMPLAINT)
        assert hints_of(letter) == [Hint.AVG]
        assert [offer["event"] for offer in letter.facts["offers"] if offer["button"]][:2] == [Event.ASSIGN, Event.DATA_REQUEST]

    def test_it_goes_to_the_privacy_contact(self, world: World) -> None:
        world.settle(privacy_contact="privacy@voorbeeld.nl")
        world.deliver(mail("Ik vraag inzage in mijn persoonsgegevens."))
        world.order("#avg", "Graag binnen een maand.", sender=MANAGER)
        assert world.letter(Letter.DATA_REQUEST).recipient == "privacy@voorbeeld.nl"
        assert world.complaint().privacy_request_at == world.clock.now()
        assert world.complaint().state == State.REGISTERED

    def test_it_ends_when_the_complaint_is_let_go(self, world: World) -> None:
        complaint = assigned(world)
        world.order("#bewaren", "De advocaat vroeg het.")
        world.order("#avg")
        world.order("#vrijgeven")
        assert (world.complaint().held_because, world.complaint().privacy_request_at) == (None, None)
        world.order("#herstel")
        assert (world.complaint().held_because, world.complaint().privacy_request_at is None) == ("De advocaat vroeg het.", False)
        assert complaint.state == world.complaint().state

    def test_it_is_let_go_where_nothing_else_keeps_it(self, world: World) -> None:
        assigned(world)
        world.order("#avg")
        world.order("#vrijgeven")
        assert world.complaint().privacy_request_at is None
        world.order("#vrijgeven", sender=MANAGER)
        assert "Deze klacht wordt niet bewaard" in world.letter(Letter.NOT_DONE).facts["problems"][0]

    def test_in_a_later_mail_its_handler_reads_of_it(self, world: World) -> None:
        complaint = assigned(world)
        world.deliver(mail("Stuur mij een kopie van al mijn gegevens.", subject=f"Re: [{complaint.reference}]"))
        assert hints_of(world.letters(Letter.FOLLOW_UP)[-1]) == [Hint.AVG]


class TestTheComplainantPhones:
    """A note of the front desk goes to whoever handles it, at once."""

    def test_to_its_handler(self, desk: World) -> None:
        assigned(desk)
        desk.order("#notitie Mevrouw belde, zij is vanaf twee uur thuis.", sender=DESK_CLERK)
        letter = desk.letters(Letter.FOLLOW_UP)[-1]
        assert (letter.recipient, letter.next_attempt_at) == (COLLECTOR, desk.clock.now())
        assert "vanaf twee uur thuis" in letter.facts["text"]

    def test_without_a_handler_to_manager_operations(self, desk: World) -> None:
        desk.deliver(mail())
        desk.order("#notitie", "De klager belde: graag vandaag terugbellen.", sender=DESK_CLERK)
        assert desk.letters(Letter.FOLLOW_UP)[-1].recipient == MANAGER

    def test_a_threat_by_telephone_is_flagged(self, desk: World) -> None:
        assigned(desk)
        desk.order("#notitie De klager zei: ik maak er een eind aan.", sender=DESK_CLERK)
        told = [(letter.recipient, hints_of(letter)) for letter in desk.letters(Letter.FOLLOW_UP)]
        assert told == [(COLLECTOR, [Hint.THREAT]), (MANAGER, [Hint.THREAT])]

    def test_no_more_than_that(self, desk: World) -> None:
        assigned(desk)
        desk.order("#opgelost", sender=DESK_CLERK)
        assert desk.complaint().state == State.ASSIGNED
        assert desk.answer().letter == Letter.NOT_DONE


PAYMENTS = [
    ("Bijgaand het betaalbewijs van gisteren.", "betaling dossier 4711"),
    ("Graag wil ik een betalingsregeling treffen.", "betalingsregeling"),
    ("Hierbij maak ik bezwaar tegen de vordering.", "bezwaar"),
]


class TestWrongMailbox:
    """The acknowledgement stands; Manager Operations is offered to pass it on. With displeasure in it, it is a complaint."""

    @pytest.mark.parametrize(("text", "subject"), PAYMENTS)
    def test_manager_operations_is_offered_to_pass_it_on(self, desk: World, text: str, subject: str) -> None:
        desk.deliver(mail(text, subject=subject))
        letter = desk.letter(Letter.NEW_COMPLAINT)
        assert hints_of(letter) == [Hint.ELSEWHERE]
        assert Event.FORWARD_ELSEWHERE in events_offered(letter)
        assert desk.letter(Letter.ACKNOWLEDGEMENT).recipient == ALICE

    def test_the_letter_says_that_displeasure_makes_it_a_complaint(self, desk: World) -> None:
        desk.deliver(mail(*PAYMENTS[0][:1], subject=PAYMENTS[0][1]))
        told = next(Received(one.raw).text for one in desk.send() if one.recipient == MANAGER)
        assert "Klinkt er onvrede in door? Dan is het een klacht." in told

    def test_with_displeasure_it_is_a_complaint(self, desk: World) -> None:
        desk.deliver(mail("Bijgaand het betaalbewijs. Schandalig dat u blijft bellen.", subject="betaling"))
        assert hints_of(desk.letter(Letter.NEW_COMPLAINT)) == []

    def test_the_department_gets_the_mail(self, desk: World) -> None:
        desk.deliver(mail(PAYMENTS[0][0], subject="betaling"))
        desk.order("#geenklacht #doorsturen incasso", "Dit is een betaalbewijs.", sender=MANAGER)
        forwarded = desk.letter(Letter.FORWARDED)
        assert (forwarded.recipient, forwarded.facts["text"].strip()) == ("incasso@voorbeeld.nl", PAYMENTS[0][0])
        assert (desk.complaint().state, desk.letter(Letter.ELSEWHERE).recipient) == (State.CLOSED, ALICE)

    def test_a_department_that_is_not_there_is_asked_with_those_that_are(self, desk: World) -> None:
        desk.deliver(mail(PAYMENTS[0][0]))
        desk.order("#geenklacht #doorsturen boekhouding", "Dit is een betaalbewijs.", sender=MANAGER)
        assert any("incasso" in one for one in desk.letter(Letter.NOT_DONE).facts["problems"])
        assert desk.complaint().state == State.REGISTERED


class TestNoAddressAtAll:
    """Registered and handled; no inquiries are needed, and no letter goes out."""

    @pytest.fixture
    def anonymous(self, desk: World) -> World:
        text = "Iemand aan de balie klaagt over de kosten, en wil niet zeggen wie hij is."
        desk.deliver(mail(text, sender=COLLECTOR, subject="#nieuw", Authentication_Results=PROVEN))
        return desk

    def test_it_is_registered_and_waits_for_nobody_outside(self, anonymous: World) -> None:
        complaint = anonymous.complaint()
        assert (complaint.complainant_address, complaint.postal_address, complaint.state) == (None, None, State.REGISTERED)
        assert complaint.acknowledgement == Acknowledgement.WITHHELD
        assert not any(letter.outside for letter in anonymous.letters())

    @pytest.mark.parametrize(("tags", "text"), [("#geenklacht", "Dit gaat over een ander bedrijf."), ("#samenvoegen KL-2026-00001", "")])
    def test_no_letter_that_ends_it_waits(self, desk: World, tags: str, text: str) -> None:
        desk.deliver(mail())
        desk.deliver(mail("Iemand klaagt over de kosten.", sender=COLLECTOR, subject="#nieuw", Authentication_Results=PROVEN))
        desk.order(tags, text, sender=MANAGER, complaint=desk.complaints()[-1])
        assert (desk.complaints()[-1].state, desk.letters(Letter.TO_PRINT)) == (State.CLOSED, [])

    def test_it_goes_to_its_end_without_inquiries(self, anonymous: World) -> None:
        anonymous.order("#toewijzen Teamleider Incasso", sender=MANAGER)
        anonymous.order("#ingetrokken Hij liep weg en kwam niet terug.")
        assert anonymous.complaint().state == State.RESOLVED
        anonymous.order("#antwoord Dank u wel.", sender=COLLECTOR)
        assert [one.letter for one in anonymous.letters(Letter.TO_PRINT)] == [Letter.TO_PRINT]
        anonymous.order("#geenreactie", sender=MANAGER)
        assert (anonymous.complaint().state, anonymous.complaint().outcome) == (State.CLOSED, Event.NO_REACTION)
        assert not any(letter.outside for letter in anonymous.letters())
        assert len(anonymous.letters(Letter.TO_PRINT)) == 1, "nothing is printed that could be given to nobody"
        with anonymous.store.reading() as session:
            assert waiting_on_paper(session) == [], "nor does anything that was printed wait for ever"


GERMAN = (
    "Guten Tag, ich habe Ihre Mahnung erhalten, aber ich kenne diese Firma nicht und habe dort nie etwas bestellt. "
    "Bitte stellen Sie das Verfahren ein und bestätigen Sie mir das schriftlich."
)


class TestAnotherLanguage:
    """Both languages of the house in one letter, and Manager Operations is told."""

    def test_the_letters_are_in_both_and_manager_operations_is_told(self, world: World) -> None:
        world.deliver(mail(GERMAN, subject="Beschwerde"))
        complaint = world.complaint()
        assert (complaint.language, complaint.also_in) == (Language.DUTCH, Language.ENGLISH)
        assert world.letter(Letter.ACKNOWLEDGEMENT).also_in == Language.ENGLISH
        assert hints_of(world.letter(Letter.NEW_COMPLAINT)) == [Hint.OTHER_LANGUAGE]

    def test_a_short_mail_is_taken_for_dutch(self, world: World) -> None:
        world.deliver(mail("Bitte rufen Sie mich an."))
        assert (world.complaint().language, world.complaint().also_in) == (Language.DUTCH, None)

    def test_it_stays_so_when_they_write_dutch_later(self, world: World) -> None:
        world.deliver(mail(GERMAN))
        world.deliver(mail("Bel mij maar, ik begrijp u wel.", subject=f"Re: [{world.complaint().reference}]"))
        assert world.complaint().also_in == Language.ENGLISH


class TestSeveralNatures:
    """The first decides who is suggested; all count, and all are told."""

    def test_the_first_decides_and_all_are_told(self, world: World) -> None:
        assigned(world)
        target = world.complaint().target_date
        world.order("#aard privacy, bejegening", sender=MANAGER)
        complaint = world.complaint()
        assert (complaint.nature, complaint.further_natures) == ("privacy", "treatment")
        assert complaint.suggested_role == Role.TEAM_LEAD_ADMINISTRATION
        assert complaint.target_date == target  # the complainant was told that day: only #streefdatum changes it
        assert world.answer().facts["nature"] == "Privacy, ook Bejegening"
        world.order("#lijst", sender=MANAGER)
        assert "Privacy, ook Bejegening" in str(world.letter(Letter.LISTING).facts)

    def test_an_unknown_one_is_asked_with_the_list(self, world: World) -> None:
        assigned(world)
        world.order("#aard privacy, geluidsoverlast", sender=MANAGER)
        assert any("Incassokosten" in one for one in world.letter(Letter.NOT_DONE).facts["problems"])
        assert world.complaint().nature == "costs"


class TestRepresentative:
    """Letters go to them, and their word counts, once somebody has seen the mandate; nothing of substance before."""

    @pytest.fixture
    def represented(self, world: World) -> World:
        assigned(world)
        world.order(f"#namens Mr. Koster {LAWYER}")
        return world

    def write(self, world: World, sender: str, text: str = "Wanneer hoor ik iets?") -> MailClass:
        return world.deliver(mail(text, sender=sender, subject=f"Re: [{world.complaint().reference}]"))

    def resolve(self, world: World) -> None:
        world.order("#afspraak", "Wij sturen een nieuwe brief.")
        self.later(world)
        world.send()
        world.order("#opgelost")
        world.order("#vraagklager", sender=MANAGER)

    def later(self, world: World) -> None:
        world.clock.moment += timedelta(minutes=10)

    def test_before_the_mandate_their_mail_is_on_record_and_its_handler_is_warned(self, represented: World) -> None:
        assert self.write(represented, LAWYER) is MailClass.FOLLOW_UP
        letter = represented.letters(Letter.FOLLOW_UP)[-1]
        assert (letter.recipient, hints_of(letter), letter.facts["other_address"]) == (COLLECTOR, [Hint.MANDATE_LACKS], False)

    @pytest.mark.parametrize("order", ["#antwoord", "#afspraak"])
    def test_before_the_mandate_nothing_of_substance_goes_out(self, represented: World, order: str) -> None:
        represented.order(order, "Wij sturen u een nieuwe brief.")
        assert represented.answer().letter == Letter.NOT_DONE
        assert not [letter for letter in represented.letters() if letter.outside and letter.letter != Letter.ACKNOWLEDGEMENT]

    def test_from_the_mandate_on_letters_go_to_them(self, represented: World) -> None:
        represented.order("#machtiging gezien")
        represented.order("#antwoord", "Wij bellen u morgen.")
        assert represented.letter(Letter.ANSWER).recipient == LAWYER

    @pytest.mark.parametrize(("sender", "seen", "counts"), [(LAWYER, False, False), (LAWYER, True, True), (ALICE, True, True)])
    def test_whose_yes_counts(self, world: World, sender: str, *, seen: bool, counts: bool) -> None:
        assigned(world)
        self.resolve(world)
        world.order(f"#namens Mr. Koster {LAWYER}")
        if seen:
            world.order("#machtiging gezien")
        self.write(world, sender, "JA")
        assert (world.complaint().said_yes_at is not None) is counts

    def test_the_complainants_own_mail_still_counts_and_joins(self, represented: World) -> None:
        assert self.write(represented, ALICE) is MailClass.FOLLOW_UP
        assert hints_of(represented.letters(Letter.FOLLOW_UP)[-1]) == []

    def test_nobody_represents_any_more(self, represented: World) -> None:
        represented.order("#machtiging gezien")
        represented.order("#namens niemand")
        complaint = represented.complaint()
        assert (complaint.representative_name, complaint.representative_address, complaint.mandate_seen_at) == (None, None, None)
        represented.order("#antwoord", "Wij bellen u morgen.")
        assert represented.letter(Letter.ANSWER).recipient == ALICE
        assert self.write(represented, LAWYER) is MailClass.COMPLAINT  # a stranger again

    def test_one_who_mailed_the_complaint_counts_from_the_mandate_on_too(self, world: World) -> None:
        world.deliver(mail("Namens mijn cliënte dien ik een klacht in over de kosten.", sender=LAWYER))
        letter = world.letter(Letter.NEW_COMPLAINT)
        assert (hints_of(letter), Event.REPRESENT in events_offered(letter)) == ([Hint.REPRESENTED], True)
        world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
        world.order(f"#namens Mr. Koster {LAWYER}")
        self.write(world, LAWYER)
        assert hints_of(world.letters(Letter.FOLLOW_UP)[-1]) == [Hint.MANDATE_LACKS]
        world.order("#antwoord", "Wij bellen u morgen.")
        assert world.answer().letter == Letter.NOT_DONE

    def test_our_own_addresses_represent_nobody(self, represented: World) -> None:
        represented.order(f"#namens Balie {DESK}")
        assert represented.answer().letter == Letter.NOT_DONE
        assert represented.complaint().representative_address == LAWYER


def test_who_is_named_is_not_suggested_and_who_is_accused_does_not_decide(world: World) -> None:
    world.deliver(mail("Mevrouw De Boer heeft mijn klacht over de kosten genegeerd."))
    letter = world.letter(Letter.NEW_COMPLAINT)
    assert (letter.recipient, world.complaint().accused_role) == (DIRECTOR, Role.MANAGER_OPERATIONS)
