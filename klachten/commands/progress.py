"""How far a long piece of work is, for who watches it on a terminal; a pipe or a log sees nothing of it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def progress(paths: Iterable[Path], what: str) -> Iterator[Callable[[int], None]]:
    """Show how far `what` is by the bytes that were done, of all that the files have; give the function that counts them."""
    from rich.console import Console
    from rich.progress import Progress

    sizes = (file.stat().st_size for path in paths for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file())
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task(what, total=sum(sizes) if console.is_terminal else None)
        yield lambda size: shown.advance(task, size)


@contextmanager
def steps() -> Iterator[Callable[[str], Callable[[int, int], None]]]:
    """Show how far a piece of work of several steps is: name a step, and get the function that is told so much of so much."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as shown:

        def begin(step: str) -> Callable[[int, int], None]:
            task = shown.add_task(step, total=None)
            return lambda done, total: shown.update(task, completed=done, total=total)

        yield begin
