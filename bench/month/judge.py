"""Judge a month by TikTok's own ledger, which knows nothing of ours."""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import text

from bench.month.run import Month
from publisher.tiktok.simulator.ledger import ledger

DAY, MINUTE = 86_400.0, 60.0
CAP, GAP = 15, 600 - 60  # the default policy; the law lets two come a minute closer than the plan
INITS_A_MINUTE = 6
ENDS = {"published", "in_inbox", "failed", "cancelled", "held"}


@dataclass
class Verdict:
    """What the two ledgers say."""

    accepted: int = 0
    ended: Counter = field(default_factory=Counter)
    violations: Counter = field(default_factory=Counter)
    refusals: Counter = field(default_factory=Counter)
    asked_and_told_no: int = 0
    late_moves: int = 0
    trace: str = ""
    requests: int = 0
    cpu_seconds: float = 0.0


def judge(month: Month) -> Verdict:
    """Compare what became public with what was promised."""
    said = ledger(month.stage.world)
    found = Verdict(accepted=len(month.accepted))
    _ours(month, found)
    _caps(said, found)
    _twice(month, said, found)
    for init in said["inits"]:
        if init["answer"] not in {"ok", ""} and not init["spoiled"]:
            found.refusals[init["answer"]] += 1
    for breach in said["breaches"]:
        if breach["endpoint"] != "creator_info":
            found.refusals[f"{breach['endpoint']}:{breach['code']}"] += 1
    calls = said["calls"]
    found.asked_and_told_no = sum(
        count for code, count in calls.get("creator_info", {}).items() if code.startswith("spam")
    )
    found.requests = sum(sum(codes.values()) for codes in calls.values())
    return found


def _ours(month: Month, found: Verdict) -> None:
    digest = hashlib.sha256()
    with month.stage.store.read() as tx:
        for state, count in tx.run(text("SELECT state, count(*) FROM posts GROUP BY state")):
            found.ended[state] = count
        query = "SELECT id, kind, ref, sequence, available_at FROM events ORDER BY id"
        for row in tx.run(text(query)):
            digest.update("|".join(map(str, row)).encode())
            found.late_moves += row.kind == "post.moved"
    for state, count in found.ended.items():
        if state not in ENDS:
            found.violations["never ended"] += count
    found.trace = digest.hexdigest()[:16]


def _caps(said: dict, found: Verdict) -> None:
    ours, inits = defaultdict(list), defaultdict(list)
    for share in said["shares"]:
        is_ours = share["client_key"] != "another app" and share["mode"] == "direct"
        if is_ours and share["handed_at"]:
            ours[share["creator"]].append(share["handed_at"])
    for init in said["inits"]:
        inits[init["handle"]].append(init["at"])
    for instants in ours.values():
        instants.sort()
        found.violations["cap"] += _over(instants, DAY, CAP)
        found.violations["gap"] += sum(b - a < GAP for a, b in pairwise(instants))
    for instants in inits.values():
        found.violations["rate"] += _over(sorted(instants), MINUTE, INITS_A_MINUTE)


def _over(instants: list[float], window: float, cap: int) -> int:
    return sum(
        instants[place] - instants[place - cap] < window for place in range(cap, len(instants))
    )


def _twice(month: Month, said: dict, found: Verdict) -> None:
    seen = Counter(
        int(one["caption"].split()[1]) for one in said["published"] if "wish" in one["caption"]
    )
    found.violations["twice"] += sum(count - 1 for count in seen.values() if count > 1)
    with month.stage.store.read() as tx:
        states = {
            int(row.client_reference.split()[1]): (row.state, row.mode)
            for row in tx.run(text("SELECT client_reference, state, mode FROM posts"))
        }
    for number, (state, mode) in states.items():
        if mode != "direct":
            continue
        if state == "published" and not seen[number]:
            found.violations["said published and was not"] += 1
        if state in {"cancelled", "failed", "held"} and seen[number]:
            found.violations[f"{state} and yet out"] += 1


def naive(month: Month) -> Counter:
    """What sending each wish at its instant would have met, by the same rules of TikTok."""
    met: Counter = Counter()
    by_person = defaultdict(list)
    for wish in month.load.wishes:
        if wish.then != "cancelled" and not wish.inbox:
            by_person[wish.creator].append(wish.wanted_at.timestamp())
    away = [(a.timestamp(), b.timestamp()) for a, b in month.load.theirs_away]
    for person in month.load.people:
        theirs = [(at.timestamp(), False) for at in person.others]
        sent, minute = [], []
        for at, is_ours in sorted([(at, True) for at in by_person[person.number]] + theirs):
            sent = [one for one in sent if one > at - DAY]
            if len(sent) >= person.daily_cap:
                met["spam_risk_too_many_posts"] += is_ours
                continue
            minute = [one for one in minute if one > at - MINUTE]
            if is_ours and any(begin <= at < end for begin, end in away):
                met["internal_error"] += 1
            elif is_ours and len(minute) >= INITS_A_MINUTE:
                met["rate_limit_exceeded"] += 1
            else:
                sent.append(at)
                if is_ours:
                    minute.append(at)
    return met
