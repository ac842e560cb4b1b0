"""From a letter that is owed to the receiving server's 250. Never sees `intake`."""
