"""Backups of the register: made while the service runs, verified, kept for a while, and brought back whole.

A backup is one SQLite file, whatever database the register lies in, and a
manifest beside it that is written last. Rule: what has no manifest, or differs
from it, is no backup.
"""
