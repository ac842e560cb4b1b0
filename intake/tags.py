"""Reading the tags of a mail: subject and first lines of the new text in, what is asked for out.

Pure, and never raises. Knows no complaint and nobody's authority: whoever calls
it has asked `may_obey` first, and hands in the subject of the mail that is
answered, for a tag stays in a subject for weeks. Rule one: what may be meant in
two ways is asked about, never guessed; a question costs a mail, a wrong guess a
complaint. Rule two: in a mail that is passed on, only the words of whoever
passes it on are read. Source: docs/procedure.md, Reading tags; docs/mail-rules.md, A40.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from intake.asked import Question, Reading
from intake.denials import begins_in_denial, is_denial, says_not_yet
from intake.incoming import IncomingMail
from intake.subjects import before_answer
from intake.tag_arguments import Known
from intake.tag_giving import TELLING, Found, with_arguments
from intake.tag_names import Named, Unnamed, deny, name
from intake.tag_places import Place, Written, find_tags
from intake.text import clean_line
from tracker.model import Event
from tracker.reference import around_reference
from tracker.tag_words import BY_EVENT, Takes, folded
from tracker.typed.words import trimmed

_SHOWN = 80
_SEPARATORS = " \t\r\n\u00a0:=|-\u2010\u2011\u2012\u2013\u2014"
_LAST_SEPARATOR = re.compile(r"\s[|\u2010-\u2015-]{1,3}\s{0,20}$")
_FIRST_WORDS = 3
_OUR_REFERENCE = re.compile(r"(?<=[0-9])\]?\s{1,9}\[.*", re.DOTALL)
"""Behind a reference that is an argument: that of the complaint itself, which our subjects have in brackets, and their title."""

_MAY_DENY = frozenset({Event.NOTE, Event.REFUSE_CONSENT, Event.NO_AGREEMENT, Event.DISSATISFIED, Event.NOT_A_COMPLAINT})
"""What is written behind these may well begin with 'niet'."""


def tags_of(mail: IncomingMail, known: Known, answered_subject: str = "") -> Reading:
    """Return what a mail asks for. answered_subject: as in `read_tags`; the subject of a mail that is passed on counts as such too."""
    passed_on = mail.forwarded
    if passed_on is None:
        return read_tags(mail.subject, mail.new_text, known, (answered_subject,))
    return read_tags(mail.subject, passed_on.message, known, (answered_subject, passed_on.subject or ""))


def read_tags(subject: str, new_text: str, known: Known, earlier_subjects: Sequence[str] = ()) -> Reading:
    """Return what the subject and the first lines of the new text of a mail ask for.

    new_text:          without quoted mail and signature. An automatic mail must not come here.
    earlier_subjects:  of the mail that is answered or passed on: a tag that one of them bore is left over, and not asked for.
                       Where that mail is unknown, whatever stands in the subject (`Asked.place`) is to be confirmed; that is
                       the caller's.
    """
    places = find_tags(subject, new_text, known.prefix)
    read = _read_all(places.written, known.prefix)
    earlier = [one for each in earlier_subjects for one in _read_all(find_tags(each, "", known.prefix).written, known.prefix)]
    borne = {_as_borne(one) for one in earlier}
    stale = [one for one in read if one.place is Place.SUBJECT and _as_borne(one) in borne]
    read = [one for one in read if one not in stale]
    if not places.complete:
        read.append(Question(Place.TEXT, "#", "Er staan te veel woorden met # in deze mail."))
    left_over = tuple(one.event for one in stale if isinstance(one, Found))
    return replace(with_arguments(read, places.text, known), left_over=left_over)


def _as_borne(one: Found | Question) -> tuple[Event | None, str]:
    """Return by what a tag is known again in the subject of an answer: its event, and what was written behind it."""
    return (one.event, folded(one.own)) if isinstance(one, Found) else (None, folded(one.as_written))


def _read_all(places: Sequence[Written], prefix: str) -> list[Found | Question]:
    return [one for written in places for one in _read(written, prefix)]


def _read(written: Written, prefix: str) -> Iterator[Found | Question]:
    """Give the tag that was written; or two, as in '#opgelost gegrond'; or what to ask."""
    named = name(written.words)
    if written.doubtful:
        yield _question(written, "Het woord ‘niet’ staat ervoor, en wij weten niet of dat erbij hoort.")
    elif isinstance(named, Unnamed):
        yield replace(_question(written, _why(named), named.may_be), behind=_behind(written, named, prefix))
    else:
        yield from _judged(written, named, prefix)


def _behind(written: Written, nearly: Unnamed, prefix: str) -> str:
    """Return the own words of the one tag that a word is nearly; nothing where it may be several."""
    rest = written.words.split(maxsplit=1)[1:]
    if not rest or len(nearly.may_be) != 1 or nearly.may_be[0] not in BY_EVENT:
        return ""
    return clean_line(_apart(written, rest[0], BY_EVENT[nearly.may_be[0]].takes, prefix)[0])


def _apart(written: Written, rest: str, takes: Takes, prefix: str) -> tuple[str, str]:
    """Return the tag's own words, and what stands further on: behind the reference or the brackets, the title of the conversation."""
    own, aside = rest, written.beyond
    if written.place is Place.SUBJECT:
        own = before_answer(own)
        if takes is Takes.REFERENCE:
            own = _OUR_REFERENCE.sub("", own)
        elif around := around_reference(own, prefix):
            own, aside = around[0].rstrip("[( "), around[1].lstrip("]) ")
    return _LAST_SEPARATOR.sub("", own).strip(), aside.strip()


def _judged(written: Written, named: Named, prefix: str) -> Iterator[Found | Question]:
    """See whether the words behind a tag deny it, ask about it, or leave it as it is."""
    own, aside = _apart(written, named.rest, named.tag.takes, prefix)
    found = Found(written.place, _shown(written), named.tag.event, own, aside)
    bare = trimmed(own.strip(_SEPARATORS))
    if _asks(found):
        yield replace(found, own="") if found.event in TELLING else replace(found, asks=True)
    elif said := next((words for words in (own, aside) if is_denial(words)), None):
        yield _denied(written, named, not_yet=says_not_yet(said))
    elif not bare:
        yield replace(found, own="")
    elif found.takes is Takes.TEXT:
        yield _doubt(written) if _may_deny(found) else replace(found, own=own.lstrip(_SEPARATORS))
    elif found.takes in {Takes.NOTHING, Takes.TAGS}:
        yield from _followed(written, found, bare, prefix)
    else:
        yield found


def _asks(found: Found) -> bool:
    """Say whether a question mark follows. In words of one's own it may stand at the end; directly behind a tag it may not."""
    if found.takes is Takes.TAGS:
        return False  # the tags that follow may ask
    direct = found.own.startswith("?") or (not found.own and found.aside.startswith("?"))
    return direct or (found.takes is not Takes.TEXT and found.own.rstrip(" )]").endswith("?"))


def _denied(written: Written, named: Named, *, not_yet: bool) -> Found | Question:
    """Return the tag that says the opposite, or a question."""
    opposite = deny(named, not_yet=not_yet)
    if isinstance(opposite, Unnamed):
        return _question(written, _why(opposite), opposite.may_be)
    return Found(written.place, _shown(written), opposite.tag.event)


def _may_deny(found: Found) -> bool:
    return found.event not in _MAY_DENY and begins_in_denial(found.own, _FIRST_WORDS)


def _followed(written: Written, found: Found, bare: str, prefix: str) -> Iterator[Found | Question]:
    """Read the words behind a tag that takes none: another tag that belongs to it, or a question."""
    following = name(bare)
    belongs = isinstance(following, Named) and following.tag.beside is found.event
    if belongs or found.takes is Takes.TAGS:
        yield replace(found, own="")
        yield from _read(Written(written.place, bare), prefix)
    else:
        yield _question(written, "De woorden achter deze tag begrijpen wij niet.", (found.event,))


def _why(unnamed: Unnamed) -> str:
    return "Deze ontkenning begrijpen wij niet zeker." if unnamed.denied else "Dit woord kennen wij niet."


def _doubt(written: Written) -> Question:
    return _question(written, "Hierachter staat een ontkenning, en wij weten niet waar die bij hoort.")


def _question(written: Written, why: str, may_be: tuple[Event, ...] = ()) -> Question:
    return Question(written.place, _shown(written), why, may_be)


def _shown(written: Written) -> str:
    return f"#{clean_line(written.words, _SHOWN)}"
