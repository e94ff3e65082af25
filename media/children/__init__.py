"""Programs of their own: each is started alone in the cage and imports nothing of ours."""
