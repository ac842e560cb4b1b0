"""What to do about each alarm: one sentence, for whoever looks after the service.

The handbook's table of alarms has the same sentences. `ID` in one is the
alarm's own subject: the number of a mail or a letter.
"""

REMEDIES: dict[str, str] = {
    "mailbox.unreachable": "klachten check says what is wrong; mail waits at the provider and is taken in later",
    "mailbox.not_compared": "put that mailbox back into the settings and restore the backup once more, where mail of it may lack",
    "mailbox.fault": "report it, with what the log says at mailbox.fault; the mailbox is opened anew by itself",
    "smtp.unreachable": "klachten check says what is wrong; letters wait, and are tried for five days",
    "authentication.forgeable": "have that server delete each Authentication-Results in its own name; then klachten check --send-test-mail",
    "acknowledgements.stopped": "klachten list --unacknowledged shows what now waits for a person; registration goes on",
    "staff_answers.stopped": "look in that mailbox who mails in an employee's name; what was not obeyed did nothing",
    "folder.refused": "make room in the mailbox, or give the account the right to that folder; it is tried again every five minutes",
    "mailbox.not_erased": "in a mail program, let that mailbox purge what is marked as deleted; it is tried again every five minutes",
    "mailbox.left_behind": "put that mailbox back into the settings for a while; or erase it there yourself, then klachten alarms clear",
    "settings.refused": "klachten check says what is wrong; repair it and reload, the old settings are in force until then",
    "reader.unavailable": "look at memory, processes (TasksMax) and the installation; klachten inspect tries the same; mail waits, unread",
    "mail.quarantined": "klachten quarantine show ID, then retry, accept or dismiss",
    "mail.unfetchable": "save that mail and klachten import it, or move it away; it is tried again every five minutes",
    "mail.not_compared": "in a mail program, drag that mail into the inbox; or save it and klachten import it",
    "mail.went_in_a_circle": "look for a rule in some mailbox that forwards our mail back to us",
    "mail.feedback_report": "klachten quarantine show tells that mail; when there are many, look at SPF, DKIM and DMARC of your domain",
    "letter.parked": "klachten letters show ID says why; solve it and klachten letters retry ID, or tell the recipient yourself",
    "letter.not_noted": "a fault in this program: report it; klachten letters show ID, and a restart of the service tries the letter again",
    "letter.presumed": "klachten letters show ID; where the complainant does not have it, klachten letters retry ID, or tell them yourself",
    "letter.reported": "klachten letters show ID says to whom; confirm another way, and clear this alarm when they may be mailed again",
    "deputy.unknown": "name another deputy by mail, with #vervanger, or put that person back into [people]",
    "daily_mail.failed": "report it, with what the log says at daily_mail.failed; klachten list shows what is open and late",
    "daily_mail.incomplete": "report it, with what the log says at daily_mail.row_failed; klachten list shows what is open and late",
    "report.failed": "report it, with what the log says at report.failed; klachten list shows what is open and late",
    "removal.traces": "klachten removals verify says where; it is cleaned and looked for again, and where this stays report it",
    "removal.waits": "klachten removals says what it waits for: see to that mailbox, or to the disk",
    "removal.ledger": "give the service's user that file and room on its disk, or restore it from its copy; until then nothing is removed",
    "removal.failed": "report it, with what the log says at removal.failed; it is tried again each minute, and the others go",
    "letter.bounced": "reach the recipient another way, and correct [people]; or solve it and klachten letters retry ID",
}
"""By the alarm's name."""


def remedy(name: str, subject: str) -> str:
    """Return what to do about an alarm; nothing for one that this version does not know."""
    return REMEDIES.get(name, "").replace("ID", subject)
