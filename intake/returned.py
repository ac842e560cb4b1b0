"""What a report says of the letter that it returns: its Message-ID, and the address from which it was sent.

Knows the headers of the returned letter, or the copy of them in the text. Rule:
whatever stands there is a stranger's word until a token of ours is found in it.
"""

import re

from intake.incoming import IncomingMail

_MAX_RETURNED = 65536
_MESSAGE_ID = re.compile(r"^[ \t]?message-id:\s*(<[^<>\s]{1,500}>)", re.IGNORECASE | re.MULTILINE)
_RETURN_PATH = re.compile(r"^[ \t]?return-path:\s*(<[^<>\s]{1,500}>)", re.IGNORECASE | re.MULTILINE)


def returned_message_id(mail: IncomingMail) -> str | None:
    """Return the Message-ID of the returned letter, in its angle brackets."""
    return _found(mail, _MESSAGE_ID)


def returned_sender(mail: IncomingMail) -> str | None:
    """Return the envelope sender of the returned letter, in angle brackets."""
    return _found(mail, _RETURN_PATH)


def _found(mail: IncomingMail, field: re.Pattern[str]) -> str | None:
    for text in (mail.returned_headers, mail.text):
        if found := field.search(text[:_MAX_RETURNED]):
            return found[1]
    return None
