"""The few lines that show the way in."""

from publisher.launch.first_run import FirstRun
from publisher.settings import Settings


def text(settings: Settings, first: FirstRun | None, seconds: float) -> str:
    """Where the console is, how to sign in, a key that works, and a post to copy and paste."""
    lines = ["", f"Publisher is ready after {seconds:.1f} s.", ""]
    lines += [f"  Console   {settings.public_url}/console"]
    if not settings.is_production:
        lines += [f"            password: {settings.operator_password.reveal()}"]
    if first is not None:
        lines += [
            f"  Welcome   {settings.public_url}/console/posts/{first.post} ({first.state})",
            f"  API key   {first.api_key}",
        ]
    lines += [f"  Docs      {settings.public_url}/docs and docs/start.md"]
    if settings.uses_simulator:
        address = f"http://127.0.0.1:{settings.simulator_port}"
        lines += [f"  TikTok    is simulated: {address}; nothing leaves this machine"]
    if first is not None:
        lines += ["", "Schedule a post for ten minutes from now:", "", _curl(settings, first)]
    return "\n".join([*lines, "", "Ctrl-C ends everything.", ""])


def _curl(settings: Settings, first: FirstRun) -> str:
    """One command; `date` is asked for the time so that it still works tomorrow."""
    body = (
        f'{{"connection": "{first.connection}", "assets": ["{first.asset}"], "mode": "direct",'
        ' "caption": "My second post", "options": {"privacy": "SELF_ONLY"},'
        ' "schedule": {"at": "\'$(date -u -d "+10 min" +%Y-%m-%dT%H:%M:%SZ)\'"}}'
    )
    return (
        f"  curl {settings.public_url}/v1/posts \\\n"
        f"    -H 'Authorization: Bearer {first.api_key}' \\\n"
        f"    -H \"Idempotency-Key: $(date +%s)\" -H 'Content-Type: application/json' \\\n"
        f"    -d '{body}'"
    )
