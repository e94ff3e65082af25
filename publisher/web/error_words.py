"""What the reference's short words mean, in a sentence for people."""

from collections.abc import Mapping
from typing import Any

OUTCOME = {
    "reconnect": "connect again",
    "fix_input": "change something",
    "retry": "can work later",
}
ACTOR = {
    "creator": "the creator",
    "caller": "the calling app",
    "operator": "the operator",
    "platform": "the platform",
    "us": "this service",
}
HANDLING = {
    "refresh_once": "We renew the token once and take the same step again.",
    "resume": "We go on with the same hand-over from where it stopped.",
    "new_attempt": "The old attempt is proved dead; we begin a new one.",
    "back_off": "We take the same step again later, with patience.",
    "reslot": "We move the post to the next time that no cap forbids.",
    "hold": "We hold the post until somebody acts; what may be out is only asked about.",
    "fail": "We end the post; it can be tried again after a change.",
    "note": "Nothing stops; it is written on the timeline.",
}
RESEND = {
    "yes": "Yes: nothing can have appeared.",
    "no": "No: unchanged it meets the same answer.",
    "after_reconciling": "Only once it is proved that nothing appeared.",
}
READER = {
    "creator": "The creator",
    "caller": "The calling app's developer",
    "support": "Support",
}
CONFIDENCE = {
    "exact": "exactly this",
    "likely": "likely this",
    "disputed": "sources disagree about this one",
    "http_class": "judged by its HTTP status alone",
    "none": "nothing is known",
}


def plain(word: str) -> str:
    """One of our words as people write it."""
    return word.replace("_", " ")


def handling(entry: Mapping[str, Any]) -> str:
    """What we do by ourselves about an entry."""
    if entry["handling"] == "hold" and entry["window_seconds"]:
        return "We hold the post off, tell the operator, and try again after the window."
    return HANDLING[entry["handling"]]


def schedule(retry: Mapping[str, Any]) -> str:
    """A schedule in a sentence."""
    first = ", ".join(f"{wait:g} s" for wait in retry["first_seconds"])
    least, most = retry["then_at_least_seconds"], retry["then_at_most_seconds"]
    longest = _span(retry["doubling_up_to_seconds"])
    said = f"{_span(least)} to {_span(most)} by chance, doubling to {longest}"
    said = f"after {first}; then {said}" if first else f"after {said}"
    return f"{said}; at most {retry['most_tries']} times" if retry["most_tries"] else said


def _span(seconds: float) -> str:
    for unit, word in ((3600, "h"), (60, "min")):
        if seconds >= unit and seconds % unit == 0:
            return f"{seconds / unit:g} {word}"
    return f"{seconds:g} s"


def window(seconds: int) -> str:
    """How long a cap lasts."""
    return _span(seconds)
