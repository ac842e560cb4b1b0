"""What each letter is: the facts that it needs, by name. `tracker.letters` lists them all."""
