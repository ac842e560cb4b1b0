"""A page shown in the browser of whoever typed the command, where there is one; else it is said where the page is."""

import webbrowser

import click


def open_page(address: str, place: object) -> None:
    """Open a page. place: what to open elsewhere where there is no browser, in words."""
    if not webbrowser.open(address):
        click.echo(f"There is no browser here; open {place} where there is one.", err=True)
