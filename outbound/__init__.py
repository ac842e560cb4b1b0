"""From a letter that is owed to the receiving server's 250. Never sees `intake`.

In which order its modules work stands in docs/flow.md, Out; where to begin with a change, in docs/design.md.
"""
