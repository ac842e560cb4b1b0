"""Two daemons on one PostgreSQL register and one mailbox: one stands by, and takes over when the other dies.

Source: docs/mail-rules.md, F36.
"""

from pathlib import Path

from scene.nursery import Nursery
from scene.posts import RealPost
from scene.stage import Scene, playing


def test_the_other_takes_over_and_every_mail_is_handled_once(
    real_post: RealPost, nursery: Nursery, postgresql_url: str, tmp_path: Path
) -> None:
    with playing(Scene(real_post, tmp_path, postgresql_url, launch=nursery.launch)) as scene:
        other = scene.another("other")
        try:
            other.launch()
            other.until_said("daemon.started")
            scene.bring(scene.pen.mixed(13))
            scene.until_quiet()
            assert "mailbox.reached" not in other.said()
            scene.service.kill()
            scene.bring(scene.pen.mixed(26))
            other.until_quiet(len(scene.delivered))
            assert "mailbox.reached" in other.said()
            scene.service.launch()
            scene.service.until_said("daemon.started")
            assert scene.differences() == []
        finally:
            other.close()
