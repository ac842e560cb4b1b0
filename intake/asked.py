"""What a mail of a colleague asks for, as a value: events in order, and what was not understood.

Plain data. Rule: where there is a question, nothing is asked; a mail is carried
out whole or not at all, and this type leaves no other way.
Source: docs/procedure.md, Reading tags.
"""

from dataclasses import dataclass

from intake.tag_arguments import Argument
from intake.tag_places import Place
from tracker.model import Event
from tracker.tag_words import as_typed


@dataclass(frozen=True, slots=True)
class Asked:
    """One event that is asked for.

    argument:    None: none was given. A text may be the mail's whole new text.
    as_written:  for the answer, cut and cleaned.
    """

    event: Event
    argument: Argument | None
    place: Place
    as_written: str


@dataclass(frozen=True, slots=True)
class Question:
    """What was not understood.

    why:     a Dutch sentence. may_be: the events that may be meant, the likeliest first.
    behind:  where a word is nearly the tag of one event, what would be its argument, whole.
    """

    place: Place
    as_written: str
    why: str
    may_be: tuple[Event, ...] = ()
    behind: str = ""

    @property
    def in_dutch(self) -> str:
        """Return the whole question, for whoever wrote it."""
        tags = [typed for event in self.may_be if (typed := as_typed(event))]
        meant = f" Bedoelt u {' of '.join(tags)}?" if tags else ""
        return f"‘{self.as_written}’: {self.why}{meant}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a mail asks for.

    understood:  the tags that were understood, in order. To be told; to be done only as `asked`.
    questions:   what must be cleared up before anything is done.
    text:        the new text without the tags, and without the lines that were read as their arguments.
    left_over:   what the subject of the answered mail bore already: not asked for anew.
    """

    understood: tuple[Asked, ...] = ()
    questions: tuple[Question, ...] = ()
    text: str = ""
    left_over: tuple[Event, ...] = ()

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Return what is to be carried out, in order, all of it or none: nothing wherever there is a question."""
        return () if self.questions else self.understood

    @property
    def is_dry_run(self) -> bool:
        """Say whether it is only to be told what would happen (proef)."""
        return any(one.event is Event.DRY_RUN for one in self.understood)
