"""Kill, freeze and starve a worker from claim to settle; TikTok's stand-in judges."""
