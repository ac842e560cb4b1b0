"""The mail that an employee answers, known or not, so that a tag in the subject is seen to be new; and what waits for 'with or without'."""

import pytest

from tracker.model import Letter
from world import COLLECTOR, MANAGER, PROVEN, World, mail

SUBJECT = "Re: [KL-2026-00001] #opgelost"


@pytest.fixture
def assigned(world: World) -> World:
    world.deliver(mail(Message_ID="<first@mail.example>"))
    world.order("#toewijzen Teamleider Incasso", sender=MANAGER)
    world.send()
    return world


def ours(world: World) -> str:
    return str(world.letter(Letter.ASSIGNMENT).message_id)


def test_the_mail_that_is_answered_decides_and_none_further_up(assigned: World) -> None:
    """A colleague's mail in between may have borne the tag; nobody showed it to us."""
    known = {"In_Reply_To": ours(assigned), "References": ours(assigned)}
    between = {"In_Reply_To": "<between@voorbeeld.nl>", "References": f"{ours(assigned)} <between@voorbeeld.nl>"}
    only_references = {"References": f"{ours(assigned)} <between@voorbeeld.nl>"}
    asked = []
    for fields in (known, between, only_references):
        assigned.deliver(mail(sender=COLLECTOR, subject=SUBJECT, Authentication_Results=PROVEN, **fields))
        asked.append(assigned.answer().letter)
    assert asked == [Letter.NOT_DONE, Letter.IS_IT_YOU, Letter.IS_IT_YOU], "the first is refused by the procedure, the others are asked"


def test_a_tag_that_the_answered_mail_bore_is_left_over(assigned: World) -> None:
    assigned.deliver(
        mail(sender=MANAGER, subject="[KL-2026-00001] #opgelost?", Message_ID="<asks@voorbeeld.nl>", Authentication_Results=PROVEN)
    )
    fields = {"In_Reply_To": "<asks@voorbeeld.nl>", "Authentication_Results": PROVEN}
    assigned.deliver(mail(sender=COLLECTOR, subject="Re: [KL-2026-00001] #opgelost?", **fields))
    assert assigned.answer().letter == Letter.NOTED
    assert assigned.complaint().state == "assigned"


def test_an_amount_is_no_answer_where_no_agreement_waits(assigned: World) -> None:
    assigned.order("#antwoord", "U krijgt 50 euro van ons.")
    assert assigned.answer().letter == Letter.MONEY_NAMED
    assigned.order("#bedrag 50,00")
    (problem,) = assigned.answer().facts["problems"]
    assert problem.startswith("Een bedrag hoort bij een afspraak.")
    assigned.order("#geenbedrag")
    assert [one.recipient for one in assigned.letters(Letter.ANSWER)] == ["alice@mail.example"]


def test_the_attachments_of_the_mail_that_waited_go_along(assigned: World) -> None:
    body = b"--grens\r\nContent-Type: text/plain\r\n\r\n#antwoord\r\nWij betalen u 50 euro.\r\n"
    body += b'--grens\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="brief.pdf"\r\n\r\nx\r\n--grens--\r\n'
    shape = {"MIME_Version": "1.0", "Content_Type": 'multipart/mixed; boundary="grens"', "Authentication_Results": PROVEN}
    assigned.deliver(mail(body, sender=COLLECTOR, subject="[KL-2026-00001]", **shape))
    waited = assigned.arrival().id
    assigned.order("#geenbedrag")
    answer = assigned.letter(Letter.ANSWER)
    assert answer.arrival_id == waited
    assert [one["name"] for one in answer.facts["attachments"]] == ["brief.pdf"]


def test_a_strangers_mail_under_the_same_id_makes_no_tag_stale(assigned: World) -> None:
    """Whoever knows the id of a mail can send one under it, with any subject; and as a machine's it is no complaint of theirs either."""
    told = {"Message_ID": "<asks@elders.example>", "Auto_Submitted": "auto-generated"}
    assigned.deliver(mail(sender="mallory@evil.example", subject="#geenafspraak", **told))
    fields = {"In_Reply_To": "<asks@elders.example>", "Authentication_Results": PROVEN}
    assigned.deliver(mail("Zij wil niet.", sender=COLLECTOR, subject="[KL-2026-00001] #geenafspraak", **fields))
    assert assigned.answer().letter == Letter.IS_IT_YOU, "the mail that it answers is not known, so it is asked whether the tag is meant"
