"""`python -m klachten` is `klachten`."""

from klachten.commands import main

main()
