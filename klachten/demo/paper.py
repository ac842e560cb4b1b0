"""The letters of the demo that went on paper: the PDFs in mails of ours, to be looked at.

Pure: mails in, files out.
"""

from collections.abc import Iterator, Mapping, Sequence
from email import message_from_bytes, policy

from klachten.demo.mails import DESK


def printed(boxes: Mapping[str, Sequence[bytes]]) -> Iterator[tuple[str, bytes]]:
    """Return every PDF that the service enclosed, with a name to save it under. boxes: address → the mails that lie there."""
    number = 0
    for mails in (mails for address, mails in boxes.items() if address != DESK):
        for message in (message_from_bytes(raw, policy=policy.default) for raw in mails):
            if message["From"] is None or DESK not in str(message["From"]):
                continue
            for part in message.iter_attachments():
                if part.get_content_type() == "application/pdf":
                    number += 1
                    yield f"{number}.pdf", bytes(part.get_content())
