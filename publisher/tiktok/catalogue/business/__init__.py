"""Return codes of TikTok's API for Business: another product, met here only by translation."""
