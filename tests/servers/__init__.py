"""The real servers that tests talk to: each private to one test run, on free loopback ports, with data of its own.

A server that is not installed raises `MissingServer`; what that means for the
tests is the business of `conftest`. Nothing here knows the service.
"""
