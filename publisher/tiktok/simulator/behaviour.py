"""Every switch of the simulator: what TikTok leaves open, and what differs from day to day."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

HOUR = 3600.0
DAY = 24 * HOUR


@dataclass(frozen=True)
class Behaviour:
    """[D] stated by TikTok's pages, [F] measured by others against the live API, [I] our choice."""

    # --- OAuth -------------------------------------------------------------------------------
    # "OAuth User Access Token Management": 2 h and 180 d since November 2026, 24 h and 365 d
    # before [D]. Neither is promised: a client must obey expires_in.
    access_seconds: float = 2 * HOUR
    refresh_seconds: float = 180 * DAY
    rotate_refresh: bool = True  # the page says "may differ" [D]
    old_refresh_works: bool = False  # the older page is silent; the newer one says it dies [D]
    code_seconds: float = 600.0  # undocumented; reports end at ten minutes [F]
    oauth_error_http: int = 200  # 200 and 400/401 were both seen [F]; 0 means the 4xx reading

    # --- Spelling of answers -----------------------------------------------------------------
    live_http: bool = False  # True: a pending-share refusal is 400, as measured [F], not 403 [D]
    parameter_code: str = "invalid_params"  # live [F]; the posting pages write invalid_param [D]
    error_data: bool = True  # an error carries "data": {} [F]; False leaves the key out [F]
    content_range: str = "count"  # UPLOADED_BYTES as a count, or "last" index: undecided [I]
    show_empty_ids: bool = False  # True: an empty id list is shown instead of left out [F]
    ids_as: str = "list"  # "list" of numbers [D], "text" or "number" [F]

    # --- Timing (seconds of the simulator's clock) -------------------------------------------
    processing_seconds: float = 1.0
    moderation_seconds: float = 1.0  # "usually < 1 min, sometimes hours" ("Get Post Status") [D]
    pull_delay: float = 0.0
    pull_seconds: float = HOUR  # a pull ends after one hour ("Media Transfer Guide") [D]
    address_seconds: float = HOUR  # an upload address lives one hour ("Direct Post") [D]
    id_grace: float = 0.0  # a fresh publish_id is unknown for so long [F]
    id_seconds: float = 0.0  # and an old one is forgotten after so long; 0: never (undecided) [I]

    # --- Budgets -----------------------------------------------------------------------------
    enforce_minutes: bool = True
    shared_init_budget: bool = False  # three buckets of 6 a minute, or one: undecided [I]
    enforce_caps: bool = True
    cap_counts_inits: bool = False  # a share counts once its bytes are here, or from init on [I]
    unaudited_active_cap: int = 5  # "Content Sharing Guidelines" [D]
    audited_active_cap: int = 10_000  # from the audit form; never stated [I]

    # --- Media -------------------------------------------------------------------------------
    inspect: bool = True
    keep_media: bool = True  # False: count and hash the bytes, keep none (for memory tests)

    # --- Webhooks ----------------------------------------------------------------------------
    webhooks: bool = True
    webhook_copies: int = 1
    webhook_delay: float = 0.0
    webhook_shuffle: float = 0.0  # each notice is late by a random part of so many seconds
    webhook_fresh_t: bool = True  # undecided whether t is new on each try [I]
    webhook_first_retry: float = 10.0  # intervals are unpublished; they double [I]
    webhook_days: float = 3.0  # "up to 72 hours" ("TikTok Webhooks") [D]

    def changed(self, wishes: Mapping[str, Any]) -> Behaviour:
        """A copy with these switches turned; `ValueError` names the first that cannot be."""
        known = {field.name: getattr(self, field.name) for field in fields(self)}
        turned: dict[str, Any] = {}
        for name, value in wishes.items():
            if name not in known:
                raise ValueError(f"unknown switch {name!r}; known: {', '.join(sorted(known))}")
            turned[name] = _fitting(name, known[name], value)
        return replace(self, **turned)


def _fitting(name: str, present: object, value: object) -> object:
    if isinstance(present, bool):
        fits, kind = isinstance(value, bool), "true or false"
    elif isinstance(present, str):
        fits, kind = isinstance(value, str), "a word"
    elif isinstance(present, int):
        fits, kind = type(value) is int, "a whole number"
    else:
        fits, kind = type(value) in {int, float} and math.isfinite(value), "a number"  # type: ignore[arg-type]  # a number by then
    if not fits:
        raise ValueError(f"switch {name!r} is {kind}, not {value!r}")
    return float(value) if isinstance(present, float) else value  # type: ignore[arg-type]  # checked above
