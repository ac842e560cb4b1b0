"""The letters, one file each, in `nl/` and `en/`, and the layout that they share. No code lives here."""
