"""The one mail of the day: what is due and whose it is, and what happened that its reader does not know. `making` is the door."""
