"""The page of all letters: every letter stands on it, at its edges too; what is wrong stands above them; and it follows each change."""

import http.client
import re
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result
from settings_files import SMALLEST

from klachten.commands import main
from klachten.preview.page import called, page
from klachten.preview.serving import Workshop, served, watch
from klachten.preview.studio import Studio
from outbound.compose import BUILT_IN, Composer
from outbound.own_templates.faults import Fault
from outbound.samples.house import SAMPLE_HOUSE
from outbound.specimens import Seen, Specimen, seen, specimens
from scene.browser import PHONE, Browser, Window
from scene.devtools import Tab
from scene.markup import faults
from scene.waiting import as_soon_as
from tracker.letters import LETTERS, Audience
from tracker.model import Language, Letter

ACK = "nl/acknowledgement.md"
WRONG, RIGHT = "{{ target_dat | day }}", "{{ target_date | day }}"
COMPOSER = Composer(SAMPLE_HOUSE)
FAULT = Fault("letters/nl/acknowledgement.md", 9, "'target_dat' is no fact of the letter 'acknowledgement'", "write target_date")
HOSTILE = '"><script>alert(1)</script><img src=http://x.example/p.gif>'


CHOSEN = frozenset({Letter.ACKNOWLEDGEMENT})
"""What is written where one letter proves as much as all."""


def own(folder: Path, text: str) -> Path:
    """Write the customer's own acknowledgement; return the folder."""
    file = folder / ACK
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_text((BUILT_IN / ACK).read_text("utf-8").replace(RIGHT, text), "utf-8")
    return folder


@pytest.fixture(scope="module")
def shown() -> str:
    return Studio(SAMPLE_HOUSE, None).show().html


class TestThePage:
    def test_every_letter_is_in_the_contents_and_below(self, shown: str) -> None:
        assert re.findall(r'<h2 id="([a-z_]+)">', shown) == [str(letter) for letter in Letter]
        assert set(re.findall(r'<a href="#([a-z_]+)">', shown)) == {str(letter) for letter in Letter}

    def test_each_specimen_stands_in_a_frame_of_its_own_that_may_do_nothing(self, shown: str) -> None:
        titles = re.findall(r'<iframe sandbox loading="lazy" title="([^"]+)" srcdoc="', shown)
        assert len(titles) == len(set(titles)) == len(list(specimens()))
        assert re.findall('http-equiv=.Content-Security-Policy. content=.([^"]+)', shown) == [
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        ]

    def test_every_letter_is_there_in_each_of_its_languages_and_some_at_their_edges(self) -> None:
        there = {(specimen.letter, specimen.language) for specimen in specimens()}
        assert there == {(letter, language) for letter, declared in LETTERS.items() for language in declared.languages}
        edges = {specimen.edge for specimen in specimens()}
        assert {"very long names", "an amount of a million", "one word", "from right to left: Arabic"} <= edges

    def test_each_letter_to_a_complainant_is_there_in_both_languages_at_once(self) -> None:
        both = {one.letter: seen(COMPOSER, one) for one in specimens() if one.also_in}
        assert both.keys() == {letter for letter, declared in LETTERS.items() if declared.audience is Audience.COMPLAINANT}
        for one in both.values():
            assert isinstance(one, Seen)
            assert one.html.index('<div lang="nl">') < one.html.index('<div lang="en">')
            assert one.text.startswith("This letter is in Dutch and in English.")

    def test_it_is_html_and_says_nothing_of_faults(self, shown: str) -> None:
        assert faults(shown) == []
        assert 'class="faults"' not in shown
        assert "<script" not in shown

    def test_whoever_reads_it_some_other_way_stumbles_over_nothing(self, browser: Browser, axe: str) -> None:
        some = [(specimen, seen(COMPOSER, specimen)) for specimen in list(specimens())[:8]]
        broken = (some[0][0], FAULT)
        told = page(SAMPLE_HOUSE, "letters/", [broken, *some], [(FAULT, [(8, ""), (9, "x" * 200)])])
        without_policy = re.sub("<meta http-equiv[^>]+>", "", told)  # which keeps out the program that looks as well
        with browser.showing({"preview": without_policy}) as tab:
            assert tab.violations(axe, Window(PHONE)) == {"preview": []}
            assert tab.measured(Window(PHONE))["preview"].beyond == []

    def test_what_stands_in_a_letter_stays_in_its_frame(self) -> None:
        specimen = Specimen(Letter.ANSWER, Language.DUTCH, 1, HOSTILE, {})
        told = page(SAMPLE_HOUSE, HOSTILE, [(specimen, Seen(HOSTILE, HOSTILE, HOSTILE, (HOSTILE,)))], [])
        assert "<script" not in told
        assert "<img" not in told

    def test_chosen_letters_stand_alone_and_give_the_page_its_name(self) -> None:
        told = Studio(SAMPLE_HOUSE, None, {Letter.ANSWER, Letter.APPEAL}).show().html
        assert re.findall(r'<h2 id="([a-z_]+)">', told) == ["appeal", "answer"]
        assert "<h1>Appeal, Answer of Voorbeeld Incasso" in told
        assert "To staff" not in told
        assert faults(told) == []

    def test_names_are_said_as_people_say_them(self) -> None:
        assert called(Letter.TARGET_DATE_CHANGED) == "Target date changed"


class TestAFault:
    def test_it_stands_above_with_the_template_and_its_line_and_below_where_the_letter_would(self, tmp_path: Path) -> None:
        three = {Letter.ACKNOWLEDGEMENT, Letter.NEW_COMPLAINT, Letter.APPEAL}
        told = Studio(SAMPLE_HOUSE, own(tmp_path, WRONG), three).show()
        (fault,) = told.faults
        assert (fault.file, fault.line) == (str(tmp_path / ACK), 9)
        assert re.findall("<mark>(.*)</mark>", told.html) == [
            "   9  **Wij willen uw klacht uiterlijk {{ target_dat | day }} hebben opgelost.**"
        ]
        assert "<h2>1 fault</h2>" in told.html
        assert '<p class="fault">It cannot be written. ' in told.html
        at_fault = re.findall(r'#([a-z_]+)">[^<]+</a> <span>\d+</span> <em>at fault', told.html)
        assert at_fault == ["acknowledgement", "new_complaint"]  # which brings one along that did not go by itself


class TestTheCommand:
    def run(self, *words: str | Path, **environment: str) -> Result:
        return CliRunner(env={"KLACHTEN_CONFIG": None, **environment}).invoke(
            main, ["preview", str(Letter.ACKNOWLEDGEMENT), *map(str, words)]
        )

    def test_it_writes_the_page_of_an_invented_house_and_tells_the_faults(self, tmp_path: Path) -> None:
        told = self.run("--to", tmp_path / "x.html", "--templates", own(tmp_path / "own", WRONG))
        assert (told.exit_code, told.stdout) == (1, f"Each letter that you named is in {tmp_path / 'x.html'}\n")
        assert told.stderr.startswith(f"{tmp_path / 'own' / ACK}:9: 'target_dat' is no fact")
        assert "Acknowledgement of Voorbeeld Incasso" in (tmp_path / "x.html").read_text("utf-8")

    def test_it_shows_the_house_and_the_templates_of_the_settings_without_their_passwords(self, tmp_path: Path) -> None:
        config = tmp_path / "klachten.toml"
        folder = own(tmp_path / "own", RIGHT)
        config.write_text(f'{SMALLEST.replace("Voorbeeld Incasso", "De Eerste")}\n[letters]\ntemplates = "{folder}"\n', "utf-8")
        told = self.run("--to", tmp_path / "x.html", KLACHTEN_CONFIG=str(config))
        assert (told.exit_code, told.stderr) == (0, "")
        written = (tmp_path / "x.html").read_text("utf-8")
        assert "Acknowledgement of De Eerste" in written
        assert f"With the templates of {folder}" in written

    def test_settings_that_were_named_must_be_there(self, tmp_path: Path) -> None:
        assert self.run("--to", tmp_path / "x.html", "--config", tmp_path / "none.toml").exit_code == 2

    def test_without_a_browser_it_is_said_where_the_page_is(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("webbrowser.open", lambda _: False)
        told = self.run("--to", tmp_path / "x.html", "--open")
        assert (told.exit_code, told.stderr) == (0, f"There is no browser here; open {tmp_path / 'x.html'} where there is one.\n")

    @pytest.mark.parametrize(
        ("words", "status", "why"),
        [
            (["--port", "8080"], 2, "--port: only --watch serves the page"),
            (["--watch", "--to", "x.html"], 2, "--to: with --watch no file is written"),
            (["nobody"], 1, "there is no letter 'nobody'; see: klachten templates"),
        ],
    )
    def test_what_would_do_nothing_is_refused(self, words: list[str], status: int, why: str) -> None:
        told = self.run(*words)
        assert told.exit_code == status
        assert why in told.stderr


@pytest.fixture(scope="module")
def workplace_of_an_author(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Serve the page of a folder, and follow what changes in it; give the folder, and the address of the page."""
    folder, stop = own(tmp_path_factory.mktemp("own"), RIGHT), threading.Event()
    workshop = Workshop(Studio(SAMPLE_HOUSE, folder, CHOSEN), lambda _: None)
    watcher = threading.Thread(target=watch, args=(workshop, stop))
    with served(workshop) as address:
        watcher.start()
        yield folder, address
        stop.set()
        watcher.join()


def asked(address: str, path: str, host: str | None = None) -> int:
    """Ask for something there; return the status of the answer."""
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.netloc)
    connection.request("GET", path, headers={"Host": host or place.netloc})
    with connection.getresponse() as answer:
        answer.read()
        return answer.status


def test_only_its_own_page_asks_and_only_for_what_there_is(workplace_of_an_author: tuple[Path, str]) -> None:
    _, address = workplace_of_an_author
    told = [asked(address, "/"), asked(address, "/changed?since=0"), asked(address, "/etc/passwd"), asked(address, "/", "evil.example")]
    assert told == [200, 205, 404, 403]


SEEN = """() => document.readyState !== "complete" ? "" :
  document.querySelector(".faults mark") ? "at fault" : document.querySelector("iframe") ? "in order" : "" """


def test_a_page_that_is_open_loads_anew_when_a_template_changes(browser: Browser, workplace_of_an_author: tuple[Path, str]) -> None:
    folder, address = workplace_of_an_author
    with browser.visiting(address) as tab:
        as_soon_as(partial(shows, tab, "in order"), lambda: "the page is not shown")
        own(folder, WRONG)
        as_soon_as(partial(shows, tab, "at fault"), lambda: "the page does not follow the template")


def shows(tab: Tab, expected: str) -> bool:
    return bool(tab.call(SEEN) == expected)
