"""The report to the management: which period, what waits for a decision, the figures, and to whom it is owed."""
