"""A platform of the Stage with some of its calls made by the test instead."""


class Interposed:
    """Passes every call on, but those that a test has named: they get the real one first."""

    def __init__(self, real, **calls) -> None:
        self._real = real
        self._calls = calls

    def __getattr__(self, name):
        real = getattr(self._real, name)
        if name not in self._calls:
            return real
        return lambda *given, **named: self._calls[name](real, *given, **named)


def interpose(stage, **calls) -> None:
    """From now on these calls of TikTok's adapter are made by the test.

    Who makes `fill` by hand means a film in several pieces: a small one is not filled at all.
    """
    if "fill" in calls:
        calls = {"goes_whole": lambda _real, _size: False, **calls}
    real = stage.publisher.platforms["tiktok"]
    stage.publisher.platforms["tiktok"] = Interposed(real, **calls)


def once(call):
    """A call that is made by the test the first time only."""
    left = [call]

    def made(real, *given, **named):
        return left.pop()(real, *given, **named) if left else real(*given, **named)

    return made
