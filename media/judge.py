"""Probe, check and plan in one go, where a file that cannot be read is only another verdict."""

import os
from dataclasses import dataclass

from media.errors import BadSourceError
from media.facts import Facts, Wholeness
from media.findings import Finding, from_bad_source
from media.plan import Options, plan
from media.plans import Plan, Reject
from media.probe import Prober, probe
from media.records import Record
from media.rules import check
from media.spec import Spec
from media.tools import Tools


@dataclass(frozen=True)
class Verdict(Record):
    """What is to be done with a file, and why; no Facts when it could not be read."""

    facts: Facts | None
    findings: tuple[Finding, ...]
    plan: Plan


def judge(
    path: str | os.PathLike[str],
    spec: Spec,
    tools: Tools,
    *,
    options: Options | None = None,
    wholeness: Wholeness = Wholeness.PACKETS,
    prober: Prober | None = None,
    item: str = "",
) -> Verdict:
    """The verdict on a file; raises only what is no fault of the file."""
    try:
        facts = probe(path, tools, kind_hint=spec.kind, wholeness=wholeness, prober=prober)
    except BadSourceError as error:
        found = (from_bad_source(error, item or "file"),)
        return Verdict(None, found, Reject(found))
    findings = check(facts, spec, item=item)
    return Verdict(facts, findings, plan(facts, spec, findings, options))
