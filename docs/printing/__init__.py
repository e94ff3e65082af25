"""Prints the pages of docs/ that the code itself knows: `python -m docs.printing`."""
