"""Figures: the numbers of whole weeks, the same before and after any removal."""
