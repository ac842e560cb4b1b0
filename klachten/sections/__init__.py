"""The sections of the settings file, a module a subject; `klachten.settings` puts them together."""
