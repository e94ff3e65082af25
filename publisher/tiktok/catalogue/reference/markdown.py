"""The catalogue as one Markdown document, docs/errors.md."""

from collections.abc import Iterable

from publisher.domain.explained import OURS, Explained
from publisher.domain.reasons import Words
from publisher.tiktok.catalogue.entry import Entry, Surface
from publisher.tiktok.catalogue.reference import roll
from publisher.tiktok.catalogue.reference.shape import (
    ADAPTER,
    VERSION,
    explained,
    ours,
    schedule_json,
)
from publisher.tiktok.catalogue.tables import ENTRIES

_TITLES = {
    Surface.POSTING: "Posting endpoints",
    Surface.FAIL_REASON: "Verdicts on posts (fail_reason, webhook reason)",
    Surface.TRANSFER: "Chunks sent to an upload address",
    Surface.OAUTH: "OAuth and the consent page",
    Surface.WEBHOOK: "Webhooks",
    Surface.HTTP: "Bare HTTP statuses",
    Surface.OURS: "Our own words",
    Surface.PHRASE: "Loose phrases",
    Surface.BUSINESS: "API for Business",
    Surface.GUIDE: "Numbers as public guides explain them",
    Surface.ADS: "Names of a public decoder of advertising errors",
}
_INTRO = f"""# TikTok errors: what happened, who acts, what to do

Version {VERSION} of the catalogue. This file and `errors.json` are written from
`publisher/tiktok/catalogue` by `python -m publisher.tiktok.catalogue.export`; change the tables,
not this file.

**How to read an entry.** The first line gives the code as TikTok spells it, where it is said, and
the HTTP statuses with which it was seen. The second gives the outcome (`reconnect`, `fix_input`,
`retry`), who must act and how, what this service does by itself, and whether the post may be sent
again (`yes`, `no`, or `after_reconciling`: only once it is proved that nothing appeared). A table
then speaks to three readers. *Never* lists what must not be suggested or done, however near it
lies. Where sources disagree, every claim is shown, and the one that is followed is marked.

"""


def document() -> str:
    """The whole document."""
    parts = [_INTRO, f"Codes explained, by source:\n\n{roll.listed()}\n", _contents()]
    for surface, title in _TITLES.items():
        parts.append(f"## {title}\n\n")
        parts += [_entry(one) for one in _first_on(surface)]
        if surface is Surface.OURS:
            parts += [_own(one) for one in _ours()]
    return "".join(parts).rstrip("\n") + "\n"


def _first_on(surface: Surface) -> list[Entry]:
    """The entries shown under a surface: each entry once, under its first one."""
    return [one for one in ENTRIES if one.surfaces[0] is surface]


def _ours() -> list[Explained]:
    """What the adapter and the service say themselves."""
    own = [one for one in explained() if one.surfaces == (OURS,) and one.category == ADAPTER]
    return [*own, *ours()]


def _contents() -> str:
    known = [(one.code, one.reason) for one in ENTRIES]
    known += [(one.codes[0], one.reason) for one in _ours()]
    lines = [
        "| outcome | who acts | code | key |\n|---|---|---|---|\n",
        *(
            f"| {reason.outcome} | {reason.actor} | `{_cell(code)}` | [{reason.code}]"
            f"(#{_anchor(reason.code)}) |\n"
            for code, reason in known
        ),
    ]
    return "".join(lines) + "\n"


def _own(one: Explained) -> str:
    """Our own words need fewer: they are not disputed, and they have no source but us."""
    reason = one.reason
    return (
        f"### {one.key}\n\n`{one.codes[0]}` · {one.category}\n\n"
        f"**{reason.outcome}** · {reason.actor}: {reason.remedy} · we: {reason.handling}"
        f" · send again: {reason.resend}\n\n{reason.says} {reason.do}\n\n"
    )


def _entry(one: Entry) -> str:
    reason = one.reason
    where = [", ".join(one.surfaces), *([", ".join(one.at)] if one.at else [])]
    if one.http:
        where.append("HTTP " + ", ".join(map(str, one.http)))
    codes = ", ".join(f"`{code}`" for code in one.spellings)
    also = "".join(f", or {actor}: {remedy}" for actor, remedy in one.also)
    lines = [
        f"### {one.key}\n\n{codes} · {' · '.join(where)} · {one.category}\n\n",
        f"**{reason.outcome}** · {reason.actor}: {reason.remedy}{also}",
        f" · we: {reason.handling}{_waiting(one)} · send again: {reason.resend}",
        " · alarm\n\n" if one.alarm else "\n\n",
        "| for | what happened | why | what to do |\n|---|---|---|---|\n",
        _reader("creator", one.creator),
        _reader("calling developer", one.caller),
        _reader("support", one.support),
        f"\n- Officially: {one.official}\n",
        *_never(one),
        *(
            f"- {'Followed' if claim.holds else 'Not followed'}: {claim.says} "
            f"({claim.source.name}, {claim.source.date})\n"
            for claim in one.claims
        ),
        "- Sources: " + "; ".join(f"{s.name} ({s.date})" for s in one.sources) + "\n\n",
    ]
    return "".join(lines)


def _waiting(one: Entry) -> str:
    parts: list[str] = []
    if one.window:
        parts.append(f"window {one.window.total_seconds() / 3600:g} h")
    schedule = schedule_json(one.patience, one.tries)
    if schedule:
        quick = "".join(f"{wait:g}, " for wait in schedule["first_seconds"])
        parts.append(
            f"after {quick}{schedule['then_at_least_seconds']:g} to "
            f"{schedule['then_at_most_seconds']:g} s by chance, doubling to "
            f"{schedule['doubling_up_to_seconds']:g} s"
        )
    if one.tries:
        parts.append(f"at most {one.tries} times")
    return f" ({'; '.join(parts)})" if parts else ""


def _never(one: Entry) -> Iterable[str]:
    never = [*one.never.remedies, *one.never.handlings]
    said = [f"“{phrase}”" for phrase in one.never.phrases]
    if never or said:
        yield "- Never: " + ", ".join([*never, *said]) + "\n"


def _reader(name: str, words: Words) -> str:
    return f"| {name} | {_cell(words.what)} | {_cell(words.why)} | {_cell(words.do)} |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _anchor(key: str) -> str:
    """The anchor that common renderers make of a heading: dots vanish."""
    return key.replace(".", "").replace(":", "")
