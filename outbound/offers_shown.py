"""What an employee can do now, as a letter shows it: in the page buttons and links, in the text the words to type.

Knows offers as facts of a letter, and no complaint. The rule: a link stands in
a letter only if it was made for it (`outbound.ready_links`).
Source: docs/procedure.md, Letters; docs/mail-rules.md, D10.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from outbound.finished import Finished, as_markdown, as_text
from outbound.markdown import BUTTON, CASE, fenced
from outbound.ready_links import by_hand, is_ready_link, typed
from tracker.offered import NEVER_OPEN

Offer = Mapping[str, Any]


class _InPage:
    """For the HTML part."""

    def ready(self, offer: Offer) -> str:
        """Return an offer as a link that opens the mail."""
        href = _href(offer)
        return Finished(f"[{as_markdown(typed(offer))}](<{href}>)") if href else typed(offer)

    def act(self, sentence: str, offer: Offer) -> str:
        """Return an offer as a button, with a sentence below it; as a line of a list where the letter has no links yet."""
        href = _href(offer)
        if href is None:
            return f"- {as_markdown(typed(offer))}: {_one_line(sentence)}\n"
        return fenced(BUTTON, (href, as_text(typed(offer)), _one_line(sentence)))

    def apart(self, lines: str) -> str:
        """Set the lines that tell of a complaint apart from what is around them."""
        return fenced(CASE, lines.strip("\n").split("\n"))

    def clickable(self, offers: Sequence[Offer]) -> bool:
        """Say whether each offer is a link here."""
        return all(map(_href, offers))


class _InText:
    """For the text part."""

    def ready(self, offer: Offer) -> str:
        """Return what is typed."""
        return typed(offer)

    def act(self, sentence: str, offer: Offer) -> str:
        """Return what is typed and what that does, as a line of a list."""
        return f"- {as_text(typed(offer))}: {_one_line(sentence)}{by_hand(offer)}\n"

    def apart(self, lines: str) -> str:
        """Leave the lines as they are."""
        return lines

    def clickable(self, _offers: Sequence[Offer]) -> bool:
        """Say that nothing is a link here."""
        return False


def filters(*, in_page: bool) -> dict[str, Callable[..., str]]:
    """Return the filters that show offers, and what a complaint is about, in one of the two parts."""
    part = _InPage() if in_page else _InText()
    return {"ready": part.ready, "act": part.act, "apart": part.apart}


def tests(*, in_page: bool) -> dict[str, Callable[[Sequence[Offer]], bool]]:
    """Return what a template may ask about offers: whether each is a link, and whether some can be typed in a mail of one's own."""
    part = _InPage() if in_page else _InText()
    return {"clickable": part.clickable, "typable": _typable}


def _one_line(sentence: str) -> str:
    return " ".join(sentence.split())


def _typable(offers: Sequence[Offer]) -> bool:
    return any(one["event"] not in NEVER_OPEN for one in offers)


def _href(offer: Offer) -> str | None:
    """Return the link of an offer, once the letter was given its own. Raises `ValueError` for any other."""
    href = offer.get("href")
    if href is None:
        return None
    if not is_ready_link(href):
        raise ValueError("only a link that was made for this letter can be a ready link")
    return str(href)
