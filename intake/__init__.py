"""From the mailbox to a decision: one mail in, one transaction out. Never sees `outbound`."""
