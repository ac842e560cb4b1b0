"""A command of several, of which the first is what is done when none is named: `klachten letters` lists."""

import click
from click.shell_completion import CompletionItem


class Listing(click.Group):
    """A group with a command `list`, which needs no naming."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `list` where no command stands; completion sees the words as they were typed."""
        named = args and (not args[0].startswith("-") or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if named or ctx.resilient_parsing else ["list", *args])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the commands; behind a dash also what `list` takes."""
        own = super().shell_complete(ctx, incomplete)
        of_list = self.commands["list"].shell_complete(ctx, incomplete) if incomplete.startswith("-") else []
        return [*own, *(one for one in of_list if one.value not in {item.value for item in own})]
