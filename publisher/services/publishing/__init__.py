"""From a due Post to its verdict: the engine, and all that it hears."""
