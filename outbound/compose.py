"""A letter owed and its facts → the frozen bytes of one message.

Knows the templates and the house; knows neither the register nor SMTP. Pure:
the same letter owed gives the same bytes. Each template is read twice, once
for the text and once for the HTML part, with the same facts. The rule: a value
becomes text of a letter only through `finalize`, which escapes it, unless one
of the filters here made a finished block of it.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import css_inline
from jinja2 import Environment, FileSystemLoader, TemplateSyntaxError, pass_context
from jinja2.ext import Extension
from jinja2.filters import FILTERS
from jinja2.runtime import Context
from markupsafe import Markup

from outbound import message, offers_shown, set_down
from outbound.bounded import Bounded, Bounds, TooMuch
from outbound.compiled import compiled_by
from outbound.finished import Finished, as_markdown, as_text
from outbound.house import House
from outbound.in_words import IN_WORDS
from outbound.languages import Languages, in_order, one_subject, one_text, title
from outbound.letter import LetterOwed, fields
from outbound.logo import Logo
from outbound.look import TYPE, look_of
from outbound.markdown import LETTER, fenced, set_apart, to_html, to_text
from outbound.message import Enclosure, Picture
from outbound.own_templates.faults import Fault, fault_of
from outbound.reporting import filters as report_filters
from outbound.samples import SAMPLES
from outbound.set_down import Block
from tracker.errors import CannotStart
from tracker.letters import LETTERS, Audience
from tracker.log import say
from tracker.model import Language, Letter
from tracker.told import Facts, Plain

__all__ = ["Composer", "Enclosure", "House", "LetterOwed"]

log = logging.getLogger(__name__)

BUILT_IN = Path(__file__).parent.parent / "templates"

READY_COLUMNS = 68
"""Width of a letter that stands indented in another."""

FLAGS = frozenset({"clickable", "printed"})
"""What a template may ask about where it is read: on a page where links can be followed, on paper."""

_Rendered = TypeVar("_Rendered")


@dataclass(frozen=True, slots=True)
class Said:
    """A letter in one language, for paper: its subject without the reference, and its body in Markdown."""

    language: Language
    subject: str
    body: str


class _WithoutEmphasis(Extension):
    """Leaves out the marks of bold text, which only get in the way of who reads the text part or prints it."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 - the names are Jinja's
        """Return the template without them; what it is later given is not touched. A line that ended in one still ends."""
        return source.replace("%}**\n", "+%}\n").replace("**", "")


class Composer:
    """Writes every letter of the house."""

    def __init__(self, house: House, overrides: Path | None = None, *, falls_back: bool = True) -> None:
        """Make ready.

        overrides:   a folder whose files replace those of the same name, such as `nl/acknowledgement.md`.
        falls_back:  a template of the customer's own that fails is replaced by ours; else what it raises is the caller's to hear.
        """
        self.house = house
        self._falls_back = falls_back
        self._built_in = _Templates(house, (BUILT_IN,))
        self._chosen = _Templates(house, (overrides, BUILT_IN)) if overrides else self._built_in

    @property
    def environment(self) -> Environment:
        """What reads the templates, for who looks at one without writing a letter."""
        return self._chosen.environment

    @property
    def filters(self) -> frozenset[str]:
        """The names of our own filters, which a template may use besides those of Jinja."""
        return frozenset(self.environment.filters.keys() - FILTERS.keys())

    def compose(self, owed: LetterOwed) -> bytes:
        """Return one message: CRLF line ends, no line over 998 octets, text and HTML made from the same body.

        A template of the customer's own that fails is replaced by the built-in one, and that is logged.
        Raises: `ValueError` for an address or a name that may not stand in a header field.
        Source: RFC 5322 for the shape; RFC 3834, 3.1.7; docs/mail-rules.md, R-ACK-08 to 18.
        """
        read = self._read(owed.letter, owed.languages, owed.facts)
        shown = [picture for picture in (*read.pictures, *owed.pictures) if picture.is_shown_in(read.html)]
        return message.written(fields(owed, read.subject, self.house.zone), read.text, read.html, owed.enclosures, shown)

    def subject(self, letter: Letter, language: Language, facts: Facts, also_in: Language | None = None) -> str:
        """Return the subject alone. also_in: as in `outbound.letter.LetterOwed`, here and in `text`."""
        return self._read(letter, in_order(language, also_in), facts).subject

    def text(self, letter: Letter, language: Language, facts: Facts, also_in: Language | None = None) -> str:
        """Return the text alone, filled to 72 columns: what is printed, and what a person sends by hand."""
        return self._read(letter, in_order(language, also_in), facts).text

    def said(self, letter: Letter, language: Language, facts: Facts, also_in: Language | None = None) -> list[Said]:
        """Return what a letter says on paper, in each of its languages: what it is printed from."""
        return self._from_templates(letter, lambda templates: templates.said(letter, in_order(language, also_in), facts))

    def check(self) -> None:
        """Compose every letter in every language from sample facts.

        Raises: `CannotStart`, naming each template that is at fault, the line, what is wrong, and what to do.
        """
        if faults := list(self.faults(SAMPLES)):
            raise CannotStart("\n".join(map(str, faults)))

    def faults(self, samples: Iterable[tuple[Letter, Facts]]) -> Iterator[Fault]:
        """Give what is wrong with the templates that these letters are written by, in every language; each fault once.

        What never ends is the last: all letters may come by it, and to wait for it takes long.
        """
        yield from dict.fromkeys(self._faults(samples))

    def _faults(self, samples: Iterable[tuple[Letter, Facts]]) -> Iterator[Fault]:
        in_each = ((letter, language, facts) for letter, facts in samples for language in LETTERS[letter].languages)
        for letter, language, facts in in_each:
            try:
                self._chosen.read(letter, (language,), facts)
            except Exception as error:  # noqa: BLE001 - a template can raise whatever Python can; each is told with its place
                yield fault_of(error, f"{language}/{letter}.md")
                if isinstance(error, TooMuch):
                    return

    def _read(self, letter: Letter, languages: Languages, facts: Facts) -> "_Read":
        return self._from_templates(letter, lambda templates: templates.read(letter, languages, facts))

    def _from_templates(self, letter: Letter, read: Callable[["_Templates"], _Rendered]) -> _Rendered:
        try:
            return read(self._chosen)
        except Exception as fault:
            if self._chosen is self._built_in or not self._falls_back:
                raise
            say(log, "letter.template_failed", level=logging.ERROR, letter=letter, why=type(fault).__name__)
            return read(self._built_in)


@dataclass(frozen=True, slots=True)
class _Read:
    """One letter, rendered. pictures: those that every such letter may show."""

    subject: str
    text: str
    html: str
    pictures: tuple[Picture, ...]


class _Templates:
    """The templates of one or two folders; of two, the first comes first."""

    def __init__(self, house: House, folders: tuple[Path, ...]) -> None:
        self._house = house
        self._bounds = Bounds(is_bounded=folders != (BUILT_IN,))
        self._plain = self._environment(folders, set_apart, as_text)
        self._marked = self._environment(folders, fenced, as_markdown)
        self._printed = self._environment(folders, fenced, as_markdown, printed=True)
        self._layout = Bounded(self._bounds, loader=FileSystemLoader(folders), bytecode_cache=compiled_by("layout"), autoescape=True)
        self._styles: dict[frozenset[tuple[str, bool]], Markup] = {}
        self._inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)

    @property
    def environment(self) -> Environment:
        """What reads a template for the text part."""
        return self._plain

    def read(self, letter: Letter, languages: Languages, facts: Facts) -> _Read:
        """Return the letter, said once in each language, one below the other. Raises whatever a template can raise."""
        self._bounds.begin()
        subjects = self._blocks(self._plain, "subject", letter, languages, facts)
        text = one_text(map(to_text, self._blocks(self._plain, "body", letter, languages, facts)))
        bodies = self._blocks(self._marked, "body", letter, languages, facts)
        reference = facts.get("reference")
        subject, logo = one_subject(subjects, reference), self._logo(letter)
        page = self._page(letter, subject, reference, list(zip(languages, subjects, bodies, strict=True)))
        return _Read(subject, text, page, (logo.picture,) if logo else ())

    def said(self, letter: Letter, languages: Languages, facts: Facts) -> list[Said]:
        """Return what it says on paper, where nothing can be clicked. Raises as `read`."""
        self._bounds.begin()
        bodies = self._blocks(self._printed, "body", letter, languages, facts)
        subjects = self._blocks(self._plain, "subject", letter, languages, facts)
        titles = [title(one, facts.get("reference")) for one in subjects]
        return [Said(*each) for each in zip(languages, titles, bodies, strict=True)]

    def _page(self, letter: Letter, subject: str, reference: Plain, said: Sequence[tuple[Language, str, str]]) -> str:
        """Return the HTML part. said: in each language, the subject and the body. What is for staff opens with a title of its own."""
        to_complainant = LETTERS[letter].audience is Audience.COMPLAINANT
        html = partial(to_html, remember=_is_all_ours(letter), titled=not to_complainant)
        pieces = self._layout.get_template("layout.html").generate(
            language=said[0][0],
            subject=subject,
            reference=reference,
            bodies=[(spoken, title(named, reference), Markup(html(body))) for spoken, named, body in said],  # noqa: S704 - see `to_html`
            house=self._house,
            logo=self._logo(letter),
            style=self._style(to_complainant=to_complainant, is_report=letter is Letter.REPORT),
            to_complainant=to_complainant,
        )
        return self._inliner.inline(self._bounds.joined(pieces))

    def _logo(self, letter: Letter) -> Logo | None:
        """Return the logo where it is shown: in reports and letters to complainants, but for the acknowledgement.

        That one anybody can make us send to anybody. Source: docs/mail-rules.md, R-ACK-14.
        """
        is_shown = letter is Letter.REPORT or (LETTERS[letter].audience is Audience.COMPLAINANT and letter is not Letter.ACKNOWLEDGEMENT)
        return self._house.logo if is_shown else None

    def _style(self, **of_letter: bool) -> Markup:
        """Return the styles of such letters, once made."""
        kind = frozenset(of_letter.items())
        if kind not in self._styles:
            made = self._layout.get_template("layout.css").render(look=look_of(self._house.colour), type=TYPE, **of_letter)
            self._styles[kind] = Markup(made)  # noqa: S704 - colours and names of fonts, checked where they were set
        return self._styles[kind]

    def _blocks(self, environment: Environment, block: str, letter: Letter, languages: Languages, facts: Facts) -> list[str]:
        return [self._block(environment, block, letter, language, languages, facts) for language in languages]

    def _block(self, environment: Environment, block: str, letter: Letter, language: Language, languages: Languages, facts: Facts) -> str:
        template = environment.get_template(f"{language}/{letter}.md")
        if block not in template.blocks:
            raise TemplateSyntaxError(f"there is no block {block!r}", 1, template.name, template.filename)
        known: dict[str, Any] = {**environment.globals, **facts, "house": self._house, "language": language, "languages": languages}
        context = template.new_context(known, shared=True)  # with the globals: Jinja takes ten times as long to add them
        try:
            return self._bounds.joined(template.blocks[block](context))
        except Exception:  # noqa: BLE001 - Jinja raises it again, told in lines of the template
            environment.handle_exception()

    def _environment(
        self, folders: tuple[Path, ...], block: Block, finalize: Callable[[object], str], *, printed: bool = False
    ) -> Environment:
        environment = Bounded(
            self._bounds,
            loader=FileSystemLoader(folders),
            autoescape=False,  # Markdown, not HTML: `finalize` escapes every value
            finalize=finalize,
            lstrip_blocks=True,
            bytecode_cache=compiled_by(finalize.__name__),
            extensions=[_WithoutEmphasis] if block is set_apart else [],
        )
        environment.filters |= {
            "letter": partial(self._letter, block), **set_down.filters(block), **offers_shown.filters(in_page=block is fenced),
            **report_filters.filters(block),
            **{name: _in_language(words) for name, words in {**IN_WORDS, **report_filters.IN_WORDS}.items()},
        }  # fmt: skip
        environment.tests |= offers_shown.tests(in_page=block is fenced)
        environment.globals |= {"clickable": block is fenced and not printed, "printed": printed}
        return environment

    def _letter(self, block: Block, ready: dict[str, Any]) -> Finished:
        """Set apart a letter to the complainant. ready: from `tracker.letter_facts.inside.ready`."""
        languages = in_order(Language(ready["language"]), ready["also_in"])
        environment = self._marked if block is fenced else self._plain
        bodies = self._blocks(environment, "body", Letter(ready["letter"]), languages, ready["facts"])
        lines = [(body if block is fenced else to_text(body, READY_COLUMNS)).strip("\n").split("\n") for body in bodies]
        return Finished("".join(block(LETTER, each, language) for each, language in zip(lines, languages, strict=True)))


def _in_language(words: Callable[..., str]) -> Callable[[Context, Any], str]:
    """Let a template put a value in words of the language that it is read in."""

    @pass_context
    def told(context: Context, value: Any, *more: Any) -> str:
        return words(value, context["language"], *more)

    return told


def _is_all_ours(letter: Letter) -> bool:
    """Say whether no person's text stands in a letter (docs/mail-rules.md, D12), so that its paragraphs may be remembered."""
    return LETTERS[letter].audience is Audience.COMPLAINANT and "text" not in LETTERS[letter].facts
