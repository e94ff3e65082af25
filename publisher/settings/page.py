"""docs/settings.md, made from the settings themselves; a test compares the two."""

from publisher.settings.declared import declared

TOP = """# Settings

All of them are environment variables, read once at start by `publisher/settings`. Everything that
is wrong is reported at once, and nothing is started then. `publisher settings` shows what is in
force; secrets are never shown. A variable beginning with `PUBLISHER_` that is not in this list is
taken for a slip of the pen and refused.

In `production` these have no default: `PUBLISHER_SEAL_KEYS`, `PUBLISHER_SESSION_SECRET`,
`PUBLISHER_OPERATOR_PASSWORD`, `TIKTOK_CLIENT_KEY` and `TIKTOK_CLIENT_SECRET`; the public address
must be https, and the simulator is refused.

SQLite serves one host, on a local disk. For more than one host set `DATABASE_URL` to PostgreSQL.

| setting | meaning | default |
|---|---|---|
"""


def markdown() -> str:
    """The whole page."""
    rows = (f"| `{one.name}` | {one.meaning} | {one.shown} |\n" for one in declared())
    return TOP + "".join(rows)
