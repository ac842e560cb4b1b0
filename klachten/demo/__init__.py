"""The embedded try-out: the real service, two servers of its own, and a handful of mails that it has never seen.

Nothing in service imports it. It needs the extra `demo`, and no network beyond
loopback.
"""
