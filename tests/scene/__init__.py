"""A scene: mail servers, strangers who write, the service as a process of its own, and the count of what must be so in the end.

The stories and the faults play in scenes. Nothing here knows how the service
does its work: it sends mail, looks into mailboxes and reads the register.
"""
