"""Our templates as their author knows them: by name, such as `nl/appeal.md`, and where each lies."""

from pathlib import Path

from outbound.compose import BUILT_IN


def our_templates() -> dict[str, Path]:
    """Return each template of ours that a folder of the customer's can replace."""
    files = sorted(file for file in BUILT_IN.rglob("*.*") if file.suffix != ".py" and "__pycache__" not in file.parts)
    return {file.relative_to(BUILT_IN).as_posix(): file for file in files}
