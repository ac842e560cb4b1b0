"""The child process that draws the pictures of a report: charts in JSON on its standard input, PNGs in base64 on its output.

Sets its own limits before it imports what draws. Rule: where it fails, its exit
code says of what, for nothing else of it is kept.
"""

import base64
import json
import resource
import signal
import sys
from collections.abc import Mapping

_MEMORY_OCTETS = 2 * 1024**3
_CPU_SECONDS = 25
"""Less than whoever started it waits, so that one that counts for ever is told from one that hangs."""

_WITHOUT_MEMORY, _WITHOUT_LIBRARY = 3, 4

CAUSES: Mapping[int, str] = {
    _WITHOUT_MEMORY: "memory",
    _WITHOUT_LIBRARY: "import",
    -signal.SIGXCPU: "processor_time",
    -signal.SIGKILL: "killed",
}
"""By exit code, as `subprocess` tells it: of what it failed."""


def main() -> None:
    """Read a list of charts, and write one of pictures. Exits with a code of `CAUSES` where it cannot."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_OCTETS, _MEMORY_OCTETS))
    # The soft limit ends it by a signal of its own; at the hard one it would be killed like by anybody.
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        from outbound.reporting.charts import drawn  # noqa: PLC0415 - within the limits, and told where it fails

        json.dump([base64.b64encode(drawn(chart)).decode("ascii") for chart in json.load(sys.stdin)], sys.stdout)
    except MemoryError:
        sys.exit(_WITHOUT_MEMORY)
    except ImportError:
        sys.exit(_WITHOUT_LIBRARY)


if __name__ == "__main__":
    main()
