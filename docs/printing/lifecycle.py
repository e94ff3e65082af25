"""Prints docs/lifecycle.md from the table: states, moves, and who moves next."""

from publisher.domain.lifecycle import EVENTS, TABLE
from publisher.domain.states import PostState

_HEAD = """# The life of a post

Printed from `publisher/domain/lifecycle.py`; a test compares them. `=` stays, `·` is not allowed.
An illegal command is refused with 409; an illegal verdict changes nothing.
"""


def page() -> str:
    """The whole page as Markdown."""
    return "\n".join([_HEAD, *_states(), "", *_moves(), ""])


def _states() -> list[str]:
    lines = ["| state | who moves it next |", "|---|---|"]
    return lines + [f"| `{state.value}` | {state.who_moves_next} |" for state in PostState]


def _moves() -> list[str]:
    names = [state.value for state in PostState]
    lines = [f"| event | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for event in EVENTS:
        cells = [_cell(state, event) for state in PostState]
        lines.append(f"| {event.__name__} | {' | '.join(cells)} |")
    return lines


def _cell(state: PostState, event: type) -> str:
    follows = TABLE.get((state, event))
    if follows is None:
        return "·"
    return "=" if follows is state else follows.value
