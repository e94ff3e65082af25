"""Pacing policies: an App's defaults, a Connection's own, and which of them is in force."""

from collections.abc import Mapping
from typing import Any

from publisher.domain import policy, policy_form
from publisher.domain.errors import Malformed, Refusal
from publisher.domain.policy import Effective
from publisher.domain.refusals import INVALID, NOT_FOUND
from publisher.services.connections import require
from publisher.services.means import Means
from publisher.services.scheduling import pacing
from publisher.store import apps, connections, events
from publisher.store.apps import App
from publisher.store.engine import Tx


class Policies:
    """Reading and writing policies; a change binds whatever goes out from then on."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def get(self, app_id: str, connection_id: str) -> Effective:
        """The policy in force for a Connection, with who set each field; raises NOT_FOUND."""
        with self._means.store.read() as tx:
            connection, _ = require(tx, app_id, connection_id)
            return pacing.effective(_app(tx, app_id).policy, connection.policy)

    def put(self, app_id: str, connection_id: str, raw: Any) -> Effective:
        """Replace a Connection's own policy; fields left out fall back to the App's defaults.

        Raises NOT_FOUND, and INVALID with every fault where it cannot be read or never be kept.
        """
        with self._means.store.write() as tx:
            require(tx, app_id, connection_id)
            found = _possible(_app(tx, app_id).policy, raw)
            connections.set_policy(tx, app_id, connection_id, raw)
            events.note(tx, app_id, "policy.changed", connection_id, {"policy": raw})
            return found

    def defaults(self, app_id: str) -> Effective:
        """The App's defaults beside ours; raises NOT_FOUND."""
        with self._means.store.read() as tx:
            return pacing.effective(_app(tx, app_id).policy, {})

    def put_defaults(self, app_id: str, raw: Any) -> Effective:
        """Replace the App's defaults, for all its Connections that say nothing else."""
        with self._means.store.write() as tx:
            _app(tx, app_id)
            found = _possible(raw, {})
            apps.set_policy(tx, app_id, raw)
            events.note(tx, app_id, "policy.changed", app_id, {"policy": raw})
            return found


def _possible(of_app: Any, of_connection: Any) -> Effective:
    """Both together, or INVALID with all that is wrong with them."""
    said = [policy_form.read(one) for one in (of_app, of_connection)]
    faults = [fault for _, wrong in said for fault in wrong]
    if not faults:
        found = policy.merge(said[0][0], said[1][0])
        faults += policy.impossible(found)
    if faults:
        raise Malformed(INVALID, faults=tuple(faults))
    return found


def _app(tx: Tx, app_id: str) -> App:
    found = apps.get(tx, app_id)
    if found is None:
        raise Refusal(NOT_FOUND, f"there is no app {app_id}")
    return found


def explained() -> Mapping[str, tuple[Any, str]]:
    """Every field with its default and where that comes from."""
    return policy.explained()
