"""The small ports, filled with the real thing."""
