"""`make refresh`: twenty workers meet one refused token; one renewal, and all go on."""

import os
import sys
import time

from bench.whole import Whole, without_caps
from publisher.domain.ports import Declined
from publisher.store import connections
from publisher.tiktok.simulator import Behaviour

WORKERS = 20


def main() -> int:
    """Prepare, let all loose at once, count."""
    behaviour = without_caps(Behaviour(webhooks=False))
    with Whole(behaviour) as whole:
        connection = whole.connection("anna")
        with whole.publisher.store.read() as tx:
            pair = connections.tokens(tx, connection)
        assert pair is not None
        whole.tell("tokens/expire", {"kind": "access", "creator": "anna"})
        start = time.time() + 3

        def go_on() -> None:
            publisher = whole.build()
            time.sleep(max(0.0, start - time.time()))
            token = publisher.connections.token(connection, refused=pair[0])
            works = not isinstance(token, Declined)
            works = works and not isinstance(publisher.platforms["tiktok"].creator(token), Declined)
            os._exit(0 if works else 1)

        waiting = [whole.fork("worker", go_on) for _ in range(WORKERS)]
        good = sum(whole.join(pid) == 0 for pid in waiting)
        renewals = sum(whole.ledger()["calls"].get("token:refresh_token", {}).values())
    print(f"workers={WORKERS} renewals={renewals} (wanted 1) went_on={good}")
    return 0 if renewals == 1 and good == WORKERS else 1


if __name__ == "__main__":
    sys.exit(main())
