"""Removal: what is removed is gone, that it is gone is proved, and the figures stay what they were."""
