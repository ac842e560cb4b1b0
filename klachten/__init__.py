"""The program: settings, commands, daemon, demo. Knows every room; no room knows it."""
