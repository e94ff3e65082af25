"""Stop before every creator looks disconnected: the keys that closed their tokens are gone."""

from publisher.domain.errors import Away
from publisher.launch.trouble import Trouble
from publisher.wiring import Publisher


def refuse_lost_keys(publisher: Publisher) -> None:
    """Raise Trouble where there are tokens at rest and no key that we have opens any of them."""
    try:
        found = publisher.seal_keys.look(whole=False)
    except Away:
        return  # work goes on when the database is back; each token then says for itself
    if found.broken and not (found.newest or found.older):
        raise Trouble(
            f"None of the {found.broken} secrets at rest opens with PUBLISHER_SEAL_KEYS.",
            "Put the key back that closed them. With other keys no post can go out, and every"
            " creator would have to connect again.",
        )
