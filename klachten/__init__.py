"""The program: settings, commands, daemon, demo. Knows every room; no room knows it."""

__version__ = "0.1.0"
