"""The words with which a letter begins, in Dutch and English.

Knows words alone. Rule: what else may stand on their line, and what is made of
such a line, is the affair of whoever reads it.
"""

SALUTATION = (
    r"(?:(?:zeer )?geachte|beste|dag|hallo|hoi|goeden? ?(?:morgen|middag|avond|dag)|l\.?s\.?"
    r"|dear|hello|hi|good (?:morning|afternoon|evening))"
)
"""A pattern without regard to case; linear, and of bounded length."""
