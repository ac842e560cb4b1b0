"""Templates as Jinja compiled them, kept for the whole process.

To compile a template takes longer than to write a letter by it, and composers
are made anew: on a reload, and for each change under `klachten preview`. Knows
nothing of what a template says. The rule: what was compiled is used again only
for the same words, by an environment of the same kind.
"""

from functools import cache
from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """What environments of one kind compiled: of each template file the newest. Safe to share between threads."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Put in what was made of these very words."""
        checksum, code = self._kept.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was made, in place of what was made of other words of the same file."""
        if bucket.code is not None:
            self._kept[bucket.key] = bucket.checksum, bucket.code


@cache
def compiled_by(kind: str) -> Compiled:  # noqa: ARG001 - what `cache` tells them apart by
    """Return what is kept for environments of a kind, such as `layout`: each kind compiles one template to something else."""
    return Compiled()
