"""Two hundred mails of every kind, by the real servers and by the embedded ones: each becomes what it is, once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scene.mails import answering, following
from scene.posts import EmbeddedPost, Post, RealPost
from scene.stage import Scene, playing
from servers.postfix import Postfix
from tracker.ledger import LEDGER, Column

MAILS = 200


@pytest.fixture(params=["embedded", "dovecot-postfix"])
def post(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Post]:
    if request.param != "embedded":
        postfix: Postfix = request.getfixturevalue("postfix")
        yield RealPost(postfix)
        return
    embedded = EmbeddedPost(tmp_path)
    with embedded.servers:
        yield embedded


def test_each_becomes_one_record_or_none_and_each_who_may_be_answered_is(post: Post, tmp_path: Path) -> None:
    with playing(Scene(post, tmp_path, f"sqlite:///{tmp_path}/register.db")) as scene:
        first = scene.bring(scene.pen.mixed(MAILS - 20))
        scene.until_quiet()
        complaints = [mail for mail in first if mail.answered]
        scene.bring(following(scene.pen, mail) for mail in complaints[:10])
        scene.bring(answering(scene.pen, scene.sent_to(mail.sender)[0]) for mail in complaints[10:20])
        scene.until_quiet()
        assert scene.differences() == []
        columns = {LEDGER[mail.kind][0] for mail in scene.delivered}
        assert columns == set(Column) - {Column.STAFF}
        assert scene.service.stop() == 0
