"""Everything the service stands on, looked at once: a verdict, a sentence and a fix for each."""

from collections.abc import Callable, Iterable

from publisher.launch.checkup import machine, outside, running, stores
from publisher.launch.checkup.check import Check, failed
from publisher.settings import Settings

LOOKS: tuple[Callable[[Settings], Iterable[Check]], ...] = (
    machine.python,
    machine.disk,
    machine.media_tools,
    stores.database,
    stores.copy,
    stores.seal_keys,
    stores.redis,
    stores.storage,
    outside.public_address,
    outside.client,
    running.creators,
    outside.scopes,
    outside.media_address,
    outside.platform_clock,
    running.beats,
    running.workers,
)


def look_at_everything(settings: Settings) -> list[Check]:
    """All checks, in order; one that breaks is a failed check, not the end of the others."""
    found: list[Check] = []
    for look in LOOKS:
        name = look.__name__
        try:
            found += look(settings)
        except Exception as error:  # noqa: BLE001 whatever happens, the operator gets a sentence
            says = f"The check itself broke: {type(error).__name__}: {error}"
            found.append(failed(name, says, "Tell us; this should have been a sentence."))
    return found
