"""The whole service on one host by one command: checked, started, shown and ended together."""
