"""A self-hosted publishing service for creators' posts.

The floors, top down: `cli`, `launch`, `web` and `worker`, `wiring`, `platforms`, then `tiktok`,
`adapters` and `services` side by side, `store` beside `settings`, `domain`. Imports go down only.
Start reading in `domain/states.py`.
"""
