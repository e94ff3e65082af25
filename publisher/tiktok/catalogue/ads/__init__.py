"""Names that a public decoder of advertising errors uses; not TikTok's own, yet widely pasted."""
