"""The Operator's console: an overview, every post with its story, every connection."""
