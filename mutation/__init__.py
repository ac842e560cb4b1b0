"""Mutation testing: the functions that decide who is obeyed and what follows are broken in every small way, and a test must see it.

Knows the places that are broken and the tests that hold them; mutmut, a package
that only this needs, breaks the functions. Rule: at least 95 of 100 changes are
seen, and what is not seen is told, so that it becomes a case or is known to
change nothing. No room knows this one.

    python -m mutation              both
    python -m mutation tables       only the tables, without mutmut
"""
