"""`publisher audit`: whether what is kept of who did what has been changed since."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from publisher.cli.answers import answer, offer_json
from publisher.settings import load

if TYPE_CHECKING:
    from publisher.services.support.audit import Verified


def arguments(parser: argparse.ArgumentParser) -> None:
    """One deed so far."""
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="DEED")
    says = "follow the chain of hashes; name the first row that does not follow"
    offer_json(deeds.add_parser("verify", help=says, description=says))


def run(chosen: argparse.Namespace) -> int:
    """Verify it; 1 where a row was changed, taken out or put in."""
    from publisher.wiring import build

    found = build(load()).audit.verify()
    answer(chosen, _told(found), _lines(found))
    return int(found.broken is not None)


def _told(found: "Verified") -> dict[str, Any]:
    row = found.broken
    broken = None
    if row is not None:
        broken = {"number": row.number, "at": row.at.isoformat(), "who": row.who}
        broken |= {"what": row.what, "ref": row.ref}
    return {"whole": row is None, "good": found.good, "last_hash": found.last, "broken": broken}


def _lines(found: "Verified") -> Iterator[str]:
    row = found.broken
    if row is None:
        yield f"The audit is whole: {found.good} rows, each follows from the one before."
        yield f"The last hash is {found.last or 'none'}; kept elsewhere, it also shows a cut end."
        return
    yield f"Row {row.number} does not follow from the one before; {found.good} before it do."
    yield f"It reads: {row.at.isoformat()}  {row.who}  {row.what}  {row.ref}"
    yield "→ That row was changed, or one before it was taken out. Compare it with a backup."
