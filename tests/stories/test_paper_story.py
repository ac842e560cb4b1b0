"""A complaint by telephone, without a mail address: every letter of the procedure is a PDF, and goes on with #bevestigd, to its end.

Source: docs/procedure.md, The clock, Letters, and Situations that come up.
"""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pypdfium2
import pytest

from outbound.courier import Envelope
from outbound.verp import envelope_sender
from tracker.model import Letter, Role
from tracker.on_paper import waiting_on_paper
from tracker.people import People, Person
from tracker.standing import facts_of
from world import ALICE, DESK, HOUR, MANAGER, PEOPLE, PROVEN, World, bounce, mail

CALL = "Naam: Truus Wolters\nAdres: Lindelaan 4, 3511 AB Utrecht\n\nMevrouw belde: zij krijgt post voor haar overleden man.\n"
CLERK = "g.balie@voorbeeld.nl"


@pytest.fixture
def phoned(world: World) -> World:
    """Truus Wolters phoned: the front desk entered it, and she has no mail address."""
    world.settle(people=People((*PEOPLE.everybody, Person(Role.FRONT_DESK, "Gijs Balie", (CLERK,)))))
    world.deliver(mail(CALL, sender=CLERK, subject="#nieuw", Authentication_Results=PROVEN))
    return world


def printed(world: World) -> list[tuple[str, str]]:
    """Send what is due; return the PDFs that went to Manager Operations, each as its name and its text."""
    world.clock.advance(timedelta(minutes=6))
    return [one for envelope in world.send() if envelope.recipient == MANAGER for one in pdfs(envelope)]


def pdfs(envelope: Envelope) -> list[tuple[str, str]]:
    message = message_from_bytes(envelope.raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return [(str(part.get_filename()), words(part.get_content())) for part in message.iter_attachments()]


def words(pdf: bytes) -> str:
    """Return the text of all pages, on one line."""
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def waits(world: World) -> list[str]:
    with world.store.reading() as session:
        return [str(one.letter) for one in waiting_on_paper(session)]


def test_every_letter_is_printed_and_confirmed_to_its_end(phoned: World) -> None:
    reference = phoned.complaint().reference
    ((name, text),) = printed(phoned)
    assert name == f"{reference} ontvangstbevestiging.pdf"
    assert "Truus Wolters Lindelaan 4 3511 AB Utrecht" in text
    assert "Wij hebben uw klacht ontvangen" in text
    assert waits(phoned) == ["acknowledgement"]
    phoned.order("#bevestigd per post 2 april", sender=CLERK)
    assert (phoned.complaint().acknowledgement, waits(phoned)) == ("by_hand", [])

    phoned.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    phoned.order("#afspraak", "Wij sturen u geen post meer voor uw man.")
    assert phoned.complaint().confirmation == "withheld"
    phoned.order("#opgelost")
    assert phoned.complaint().state == "agreed"
    ((name, text),) = printed(phoned)
    assert name == f"{reference} bevestiging van de afspraak.pdf"
    assert "geen post meer" in text
    assert waits(phoned) == ["confirmation"]
    phoned.order("#bevestigd per brief 2 april", sender=MANAGER)
    assert (phoned.complaint().state, waits(phoned)) == ("resolved", [])

    phoned.order("#vraagklager", sender=MANAGER)
    ((name, text),) = printed(phoned)
    assert name == f"{reference} vraag of het is opgelost.pdf"
    assert "Klik" not in text
    assert (phoned.complaint().inquiries, waits(phoned)) == (1, ["inquiry"])
    phoned.order("#bevestigd", "Op 2 april op de post gedaan.", sender=CLERK)
    assert waits(phoned) == []

    phoned.order("#tevreden", "Zij belde op 2 april: alles is in orde.", sender=MANAGER)
    ((name, _),) = printed(phoned)
    assert (name, phoned.complaint().state, waits(phoned)) == (f"{reference} slotbrief.pdf", "closed", ["closing"])
    assert [(one["typed"], one["needs"]) for one in phoned.letters(Letter.TO_PRINT)[-1].facts["offers"] if one["button"]] == [
        ("#bevestigd", "hoe en wanneer"),
    ]
    phoned.order("#bevestigd slotbrief per post 2 april", sender=CLERK)
    assert waits(phoned) == []
    assert {one.outside for one in phoned.letters()} == {False}


def test_two_letters_on_paper_are_told_apart(phoned: World) -> None:
    phoned.order("#bevestigd per post 2 april", sender=CLERK)
    phoned.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    phoned.order("#antwoord", "Wij zoeken het uit.")
    phoned.order("#streefdatum 20-4-2026", "Het duurt langer.")
    assert waits(phoned) == ["answer", "target_date_changed"]
    phoned.order("#bevestigd per post 2 april", sender=CLERK)
    assert phoned.answer().letter == Letter.NOT_DONE
    assert "#bevestigd antwoord of #bevestigd streefdatum" in str(phoned.answer().facts["problems"])
    phoned.order("#bevestigd antwoord per post 2 april", sender=CLERK)
    assert waits(phoned) == ["target_date_changed"]


def test_what_waits_to_be_printed_is_called_back_until_it_went(phoned: World) -> None:
    phoned.order("#bevestigd per post 2 april", sender=CLERK)
    phoned.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    phoned.order("#afspraak", "Wij sturen u geen post meer.")
    phoned.order("#herstel", "Dit was een vergissing.")
    assert (phoned.complaint().state, waits(phoned)) == ("assigned", [])
    assert [name for name, _ in printed(phoned) if "afspraak" in name] == []
    phoned.order("#afspraak", "Wij sturen u geen post meer.")
    assert [name for name, _ in printed(phoned) if "afspraak" in name] != []
    phoned.order("#herstel", "Dit was een vergissing.")
    assert phoned.complaint().state == "agreed"


def test_a_given_letter_can_be_taken_back(phoned: World) -> None:
    phoned.order("#bevestigd per post 2 april", sender=CLERK)
    phoned.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    phoned.order("#antwoord", "Wij zoeken het uit.")
    printed(phoned)
    phoned.order("#bevestigd per post 2 april", sender=MANAGER)
    assert waits(phoned) == []
    phoned.order("#herstel", "Dit was een vergissing.", sender=MANAGER)
    assert waits(phoned) == ["answer"]


def bounced(world: World, letter: Letter) -> None:
    world.deliver(bounce(envelope_sender("verp", DESK, world.keyring, world.letter(letter).id)))


def test_a_letter_that_comes_back_is_printed_and_so_is_every_later_one(world: World) -> None:
    world.deliver(mail(sender=ALICE))
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    world.order("#antwoord", "Wij zoeken het uit.")
    world.clock.advance(HOUR)
    world.send()
    bounced(world, Letter.ANSWER)
    assert (waits(world), world.alarms()) == (["answer"], [])
    ((name, text),) = printed(world)
    assert name.endswith(" antwoord.pdf")
    assert "Wij zoeken het uit." in text
    world.order("#afspraak", "Wij bellen niet meer.")
    assert (len(world.letters(Letter.TO_PRINT)), world.letters(Letter.CONFIRMATION)) == (2, [])
    world.clock.advance(HOUR)
    world.deliver(mail("Ik heb weer mail.", sender=ALICE, subject=f"[{world.complaint().reference}]"))
    world.order("#streefdatum 20-4-2026", "Het duurt langer.")
    assert world.letter(Letter.TARGET_DATE_CHANGED).recipient == ALICE


def test_the_complaint_is_not_removed_before_its_closing_letter_was_given(phoned: World) -> None:
    phoned.order("#geenklacht", "Het is een vraag.", sender=MANAGER)
    printed(phoned)
    for settled in (False, True):
        with phoned.store.reading() as session:
            facts = facts_of(session, phoned.rules.house, phoned.complaint(), phoned.clock.now())
        assert facts.paper_waits is not settled
        phoned.order("#bevestigd per post 2 april", sender=CLERK)


def test_the_list_and_the_status_name_what_is_to_be_printed(phoned: World) -> None:
    phoned.order("#bevestigd per post 2 april", sender=CLERK)
    phoned.order("#antwoord", "Wij zoeken het uit.", sender=MANAGER)
    phoned.order("#lijst", sender=MANAGER)
    listed = phoned.letter(Letter.LISTING).facts
    assert (listed["on_paper"], [one["on_paper"] for one in listed["others"]]) == (1, [["antwoord"]])
    phoned.order("#status", sender=MANAGER)
    assert "Nog te printen: antwoord." in phoned.answer().facts["status"]
