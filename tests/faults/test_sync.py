"""The disk does not take what SQLite wants it to keep: nothing is lost by it, nobody is answered twice, and it goes on.

Source: docs/mail-rules.md, F16.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scene.posts import EmbeddedPost
from scene.service import ROOT, Process, environment
from scene.stage import Scene, playing
from scene.waiting import as_soon_as

MAILS = 3
FAILS = "inject=fsync,fdatasync:error=EIO:when=12"
"""In each thread the twelfth time that anything is to reach the disk: the schema stands by then, and mail is under way."""


def on_a_bad_disk(arguments: list[str], log: Path) -> Process:
    """Start the service; some of its fsync calls fail. The tracer steps aside (-D), so that the process is the service itself."""
    traced = ["strace", "-D", "-f", "-qq", "-o", str(log.with_suffix(".trace")), "-e", "trace=fsync,fdatasync", "-e", FAILS]
    with log.open("ab") as out:
        command = [*traced, sys.executable, "-m", "scene.impatient", *arguments]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=out, cwd=ROOT, env=environment())


@pytest.mark.skipif(shutil.which("strace") is None, reason="not there: strace")
def test_fsync_fails_for_a_while(embedded_post: EmbeddedPost, tmp_path: Path) -> None:
    with playing(Scene(embedded_post, tmp_path, f"sqlite:///{tmp_path}/register.db", launch=on_a_bad_disk)) as scene:
        scene.bring(scene.pen.complaints(6 * MAILS))
        as_soon_as(lambda: {"mailbox.away", "register.away"} & set(scene.service.said()), lambda: "it never failed")
        scene.until_quiet()
        assert scene.differences() == []
