"""Secrets at rest: bound to their place and to our keys, however often they are opened."""

import pytest
from cryptography.fernet import Fernet

from publisher.domain.secret import Secret
from publisher.store.seal import Seal, SealBroken


def _key() -> Secret:
    return Secret(Fernet.generate_key().decode())


def test_what_is_sealed_shows_nothing_and_opens_as_often_as_wanted():
    seal = Seal([_key()])
    sealed = seal.close(Secret("rft.abc"), "con_1/refresh")
    assert "rft" not in sealed
    assert [seal.open(sealed, "con_1/refresh").reveal() for _ in range(3)] == ["rft.abc"] * 3


def test_a_secret_moved_to_another_row_is_refused_even_right_after_it_was_opened_in_its_own():
    seal = Seal([_key()])
    sealed = seal.close(Secret("rft.abc"), "con_1/refresh")
    seal.open(sealed, "con_1/refresh")
    with pytest.raises(SealBroken, match="another place"):
        seal.open(sealed, "con_2/refresh")


def test_many_secrets_in_turn_are_each_their_own():
    seal = Seal([_key()])
    sealed = {f"con_{n}": seal.close(Secret(f"act.{n}"), f"con_{n}") for n in range(200)}
    for _ in range(2):
        assert all(
            seal.open(one, place).reveal() == f"act.{place[4:]}" for place, one in sealed.items()
        )


def test_an_older_key_still_opens_and_a_missing_one_does_not():
    old, new = _key(), _key()
    sealed = Seal([old]).close(Secret("s"), "here")
    both = Seal([new, old])
    assert both.open(sealed, "here").reveal() == "s"
    assert not both.is_newest(sealed)
    turned = both.turn(sealed)
    assert both.is_newest(turned)
    assert Seal([new]).open(turned, "here").reveal() == "s"
    for _ in range(2):
        with pytest.raises(SealBroken, match="keys we have"):
            Seal([new]).open(sealed, "here")


@pytest.mark.parametrize("text", ["", "not sealed", "gAAAAA", "\udcff"])
def test_what_was_never_sealed_is_refused(text):
    with pytest.raises(SealBroken):
        Seal([_key()]).open(text, "here")
