"""What the fuzzer found stays mended, every target starts from sound inputs, and the runner tells a find from the rest."""

import sys
from pathlib import Path

import pytest

from fuzz import __main__ as command
from fuzz import runs
from fuzz.targets import TARGETS, Target, TooSlow

SEEDS = [
    pytest.param(target, seed, id=f"{target.name}-{number}") for target in TARGETS.values() for number, seed in enumerate(target.seeds)
]
ODD = (b"", b"\0", b"\xff" * 300, b"\r" * 300, b"(" * 300, b"=?" * 300, b"<" * 300)


def fails(data: bytes) -> None:
    if b"!" in data:
        raise LookupError("as it must")


BROKEN = Target("broken", fails, ())


@pytest.mark.parametrize(("target", "seed"), SEEDS)
def test_a_seed_keeps_the_promise(target: Target, seed: bytes) -> None:
    target.run(seed)


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_so_do_the_plainest_of_odd_inputs(target: Target) -> None:
    for data in ODD:
        target.run(data)


@pytest.mark.parametrize("found", runs.kept_inputs(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_was_found_is_mended(found: Path) -> None:
    TARGETS[found.parent.name].run(found.read_bytes())


def test_what_was_found_costs_no_more_than_a_mail_may() -> None:
    """In a plain process, without what measures coverage."""
    assert runs.kept_inputs()
    assert runs.holds(*runs.kept_inputs())


def test_every_seed_is_short_enough_to_be_changed() -> None:
    assert [target.name for target in TARGETS.values() if min(map(len, target.seeds)) > target.most_octets] == []


@pytest.mark.parametrize("cores", [1, 2])
def test_the_time_is_divided_without_rest(cores: int) -> None:
    times = runs.shares(TARGETS.values(), 60, cores)
    assert times.keys() == TARGETS.keys()
    assert sum(times.values()) == pytest.approx(60 * cores)
    assert list(times.values()) == sorted(times.values(), reverse=True)


def test_one_target_gets_no_more_than_the_time_that_there_is() -> None:
    assert runs.shares([TARGETS["sender"]], 60, 2) == {"sender": 60}


def test_the_count_is_that_of_the_fuzzer() -> None:
    assert runs.counted("#7\tNEW cov: 1\nstat::number_of_executed_units: 12345\nstat::average_exec_per_sec: 9\n") == 12345
    assert runs.counted("#7\tNEW cov: 1\n#4096\tpulse\nand then it died") == 4096
    assert runs.counted("it did not run") == 0


@pytest.mark.parametrize(("name", "data", "code"), [("good", b"x", 0), ("bad", b"!", 1)])
def test_an_input_can_be_tried_again(name: str, data: bytes, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TARGETS, "broken", BROKEN)
    kept = tmp_path / "broken" / name
    kept.parent.mkdir()
    kept.write_bytes(data)
    assert command.main(["--again", str(kept)]) == code


def test_what_takes_too_long_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuzz.targets.CPU_SECONDS", -1.0)
    with pytest.raises(TooSlow):
        BROKEN.attempt(b"x")


def test_only_what_fails_in_a_plain_process_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "FINDS", tmp_path / "finds")
    assert runs.proven("sender", b"!") is None
    assert list((tmp_path / "finds/sender").iterdir()) == []
    kept = runs.proven("no such target", b"!")
    assert kept is not None
    assert kept.read_bytes() == b"!"


def test_a_find_ends_in_exit_code_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = runs.Outcome("sender", 7, 1.0, (tmp_path / "found.bin",))
    monkeypatch.setattr(command, "run_all", lambda *_: [outcome])
    monkeypatch.setattr(command, "has_atheris", lambda: True)
    assert command.main(["--seconds", "1", "sender"]) == 1
    assert "found.bin" in capsys.readouterr().err


def test_where_nothing_is_found_it_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(command, "run_all", lambda *_: [runs.Outcome("sender", 7, 1.0, ())])
    monkeypatch.setattr(command, "has_atheris", lambda: True)
    assert command.main(["--seconds", "1", "--cores", "1", "sender"]) == 0
    assert capsys.readouterr().out == "7 inputs in 1 s on 1 cores, added up\nNothing broke it.\n"


def test_without_atheris_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "atheris", None)
    assert command.main([]) == 2
    assert "--again" in capsys.readouterr().err


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main(["nobody"])
