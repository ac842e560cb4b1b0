"""What is told of a complaint in Dutch, to employees: what happened, how it stands, and what a mail of theirs did."""
