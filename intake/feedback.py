"""Whether a mail is a feedback report: a provider tells that somebody called our mail unwanted.

Knows the form of RFC 5965 and the older one of Outlook.com. Rule: what it says
is not believed here; what follows stands in `intake.undelivered`.
"""

import re

from intake.incoming import IncomingMail

_MAX_RETURNED = 65536
_OUTLOOK = re.compile(r"^x-hmxmroriginalrecipient:", re.IGNORECASE | re.MULTILINE)
"""A field that only Outlook.com writes, into what it sends back to those who take part in its programme (JMRP)."""


def is_feedback(mail: IncomingMail) -> bool:
    """Say whether `mail` is a feedback report: RFC 5965, 2; or nothing but a mail that Outlook.com sends back as one."""
    told = mail.report_type == "feedback-report" or "message/feedback-report" in mail.part_types
    return told or (not mail.text.strip() and _OUTLOOK.search(mail.returned_headers[:_MAX_RETURNED]) is not None)
