"""Why an acknowledgement was withheld, in Dutch, for the hand list of Manager Operations.

Words only: what is decided stands in `intake.authority` and `intake.screening`.
"""

from intake.addresses import Sender
from intake.authority import Verdict
from intake.screening import Screened

SENDER_UNCLEAR = "de afzender is niet eenduidig te lezen"
LOOK_ALIKE = "het adres lijkt op een ander: er staan letters van verschillende schriften in"
FORGED = "onze mailserver vond de afzender vervalst"
UNPROVEN = "onze mailserver kon niet vaststellen dat de afzender echt is"
AUTOMATIC = "de e-mail lijkt door een computer te zijn verstuurd"

BY_CLUE = {
    "untrusted_sender": SENDER_UNCLEAR,
    "unreadable": "de e-mail is beschadigd en maar voor een deel te lezen",
    "went_in_a_circle": "de e-mail is in een kring rondgestuurd",
    "perhaps_contact_form": "een computer stuurde de e-mail namens een ander; misschien een formulier van een website",
    "robot_address": "het adres van de afzender is dat van een computer; daar leest niemand antwoorden",
    "discussion_list": "de e-mail kwam via een mailinglijst",
    "only_a_calendar": "de e-mail is alleen een agenda-uitnodiging",
    "asks_for_no_answer": "de afzender vraagt om geen automatisch antwoord",
    "our_letter_from_elsewhere": "iemand stuurde een brief van onszelf door",
    "own_address": "de e-mail komt van een eigen adres van deze dienst",
    "staff_address": "de e-mail komt van een eigen medewerker",
}
"""By the clue that spoke; any other says that a computer seems to have sent it."""


def in_dutch(verdict: Verdict, sender: Sender, screened: Screened, *, forged: bool) -> str | None:
    """Say why receipt was not confirmed by itself; None where it was allowed."""
    if verdict.allowed:
        return None
    if sender.address is None or not sender.trusted:
        return SENDER_UNCLEAR
    if not screened.answerable:
        return BY_CLUE.get(screened.clue, AUTOMATIC)
    return FORGED if forged else UNPROVEN
