"""The letters of the demo that went on paper: the PDFs that the service made for them, to be looked at.

Pure: mails in, files out.
"""

from collections.abc import Iterable, Iterator
from email import message_from_bytes, policy


def printed(mails: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """Return every letter to print that is enclosed in mails of the service: its name, which begins with its reference, and the PDF."""
    for message in (message_from_bytes(raw, policy=policy.default) for raw in mails):
        for part in message.iter_attachments():
            name = part.get_filename() or ""
            if part.get_content_type() == "application/pdf" and name.startswith("KL-"):
                yield name, bytes(part.get_content())
