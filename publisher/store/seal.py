"""Secrets at rest: close, open, turn the key."""

import json
from collections.abc import Sequence
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from publisher.domain.secret import Secret

_LATELY_OPENED = 64  # one token is shown four times for each Post, within seconds


class SealBroken(Exception):
    """A sealed secret cannot be opened: the key is missing, or it was sealed for something else."""


class Seal:
    """Closes secrets with the newest key and opens them with any; binds each to its place."""

    def __init__(self, keys: Sequence[Secret]) -> None:
        if not keys:
            raise ValueError("a seal needs at least one key")
        every = [Fernet(key.reveal()) for key in keys]
        self._newest, self._fernet = every[0], MultiFernet(every)
        self._opened = lru_cache(_LATELY_OPENED)(self._fernet.decrypt)

    def close(self, secret: Secret, place: str) -> str:
        """Seal a secret for one place, such as `con_…/refresh`."""
        # Fernet binds nothing else: without the place inside, two rows could be swapped unseen.
        letter = json.dumps([place, secret.reveal()]).encode()
        return self._fernet.encrypt(letter).decode()

    def open(self, sealed: str, place: str) -> Secret:
        """Open what was sealed for this place; raises SealBroken otherwise."""
        try:
            bound, text = json.loads(self._opened(sealed.encode()))
        except (InvalidToken, ValueError) as error:
            raise SealBroken(
                f"the secret of {place} cannot be opened with the keys we have"
            ) from error
        if bound != place:
            raise SealBroken(f"the secret of {place} was sealed for another place")
        return Secret(text)

    def is_newest(self, sealed: str) -> bool:
        """Whether the newest key alone opens this."""
        try:
            self._newest.decrypt(sealed.encode())
        except InvalidToken:
            return False
        return True

    def turn(self, sealed: str) -> str:
        """The same secret under the newest key; raises SealBroken where no key opens it."""
        try:
            return self._fernet.rotate(sealed.encode()).decode()
        except InvalidToken as error:
            raise SealBroken("a secret cannot be opened with the keys we have") from error
