"""Whether what the customer chose for the look of letters can be shown: the logo, and words in the customer's colour.

Looks and changes nothing.
"""

from collections.abc import Iterator

from klachten.findings import Finding, failure, fine, warning
from klachten.settings import Settings
from outbound.logo import read_logo
from outbound.look import look_of
from tracker.errors import CannotStart


def look(settings: Settings) -> Iterator[Finding]:
    """See whether the logo is a picture that everything shows, and say which shade of a faint colour is taken for words."""
    chosen = look_of(settings.organisation.colour)
    if chosen.light.accent != chosen.colour:
        found = f"{chosen.colour} cannot be read on white: words and buttons have {chosen.light.accent}, only rules have the colour itself"
        yield warning("colour", found, "choose a darker organisation.colour, if that shade is not yours")
    else:
        yield fine("colour", f"{chosen.colour} can be read on white; in the dark, words have {chosen.dark.accent}")
    if file := settings.organisation.logo:
        try:
            logo = read_logo(file)
        except CannotStart as trouble:
            what, _, advice = str(trouble).partition("; ")
            yield failure("logo", what, advice)
        else:
            width, height = logo.shown
            yield fine("logo", f"{logo.width} × {logo.height} pixels, {len(logo.data) // 1024} kB; letters show it {width} × {height}")
