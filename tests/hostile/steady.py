"""How properties are tried here: the same examples at every run, and few enough for every day. `make fuzz` looks further."""

from hypothesis import HealthCheck, settings

STEADY = settings(derandomize=True, database=None, deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
"""A slow machine is no fault of an example's."""

MANY = settings(STEADY, max_examples=300)
"""For what costs next to nothing."""
