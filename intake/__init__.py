"""From the mailbox to a decision: one mail in, one transaction out. Never sees `outbound`.

In which order its modules work stands in docs/flow.md, In; where to begin with a change, in docs/design.md.
"""
