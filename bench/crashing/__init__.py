"""Kill, freeze and starve a worker at every point from claim to settle; TikTok's stand-in judges."""
