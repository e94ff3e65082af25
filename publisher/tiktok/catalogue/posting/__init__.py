"""Codes of the posting endpoints and the verdicts on posts."""
