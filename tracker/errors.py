"""What can go wrong, sorted by what must be done about it.

A class answers one question only: *what now?* The cause is in the message and
in `__cause__`. Anything that is not a `KlachtenError` is a fault in our own
code: the unit of work rolls back and the attempt is counted.
"""


class KlachtenError(Exception):
    """Everything this service raises on purpose."""


class TryLater(KlachtenError):
    """The world is not ready (server away, mailbox locked): leave it due."""


class NeedsPerson(KlachtenError):
    """No retry will help: put it aside and tell a person."""


class CannotStart(KlachtenError):
    """The administrator must act first: a setting, a key file. The message says what to do."""


class AlreadyRuns(CannotStart):
    """Another daemon has this register."""


class StepRefused(KlachtenError):
    """The procedure forbids this event now; nothing was changed."""

    def __init__(self, reference: str, state: str, event: str, why: str) -> None:
        """Keep `why`, the sentence for the person who asked."""
        super().__init__(f"{reference}: {event} refused while {state}: {why}")
        self.why = why
