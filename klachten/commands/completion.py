"""`klachten completion`: the lines that teach a shell to complete commands, options, references and names.

Needs no settings and no register; what is offered is asked of them when
somebody presses Tab (`klachten.commands.completing`).
"""

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
def completion_command(shell: str) -> None:
    """Print what lets a shell complete by Tab: commands, references, names.

    \b
    eval "$(klachten completion bash)"      in ~/.bashrc
    eval "$(klachten completion zsh)"       in ~/.zshrc, below compinit
    klachten completion fish > ~/.config/fish/completions/klachten.fish
    """
    from klachten.commands import main  # this module is one of its commands

    kind = get_completion_class(shell)
    if kind is None:
        raise click.ClickException(f"this version of click knows no {shell}")
    click.echo(kind(main, {}, "klachten", "_KLACHTEN_COMPLETE").source())
