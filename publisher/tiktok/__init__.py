"""Everything we know about TikTok; the rest of the house meets it only through its Platform."""
