"""A draft against what this creator may do right now, and against the state of our audit."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum

from publisher.domain.errors import FieldFault
from publisher.domain.ports import Draft, Finding
from publisher.domain.reasons import SILENCE, Raw, Reason
from publisher.domain.refusals import MEDIA_UNFIT
from publisher.domain.states import Mode
from publisher.domain.tickets import CreatorFacts
from publisher.tiktok import own_reasons as why
from publisher.tiktok.catalogue.tables import BY_KEY
from publisher.tiktok.options import SELF_ONLY, finding
from publisher.tiktok.reasons import judge
from publisher.tiktok.wire import CreatorInfo

# Answered with HTTP 200 on purpose: nothing is wrong with the question ("Query Creator Info").
NOT_NOW = frozenset(
    {
        "spam_risk_too_many_posts",
        "spam_risk_user_banned_from_posting",
        "reached_active_user_cap",
    }
)
DURATION_TOLERANCE = 0.05  # seconds: containers round, and TikTok is not known to mind
PUBLIC = "PUBLIC_TO_EVERYONE"
_UNAUDITED = "tiktok.unaudited_client_can_only_post_to_private_accounts"
_MISMATCH = "tiktok.privacy_level_option_mismatch"


class Audit(StrEnum):
    """How far TikTok's audit of our client has come."""

    SANDBOX = "sandbox"  # target people only, nothing public
    UNAUDITED = "unaudited"  # private profiles and SELF_ONLY, five creators a day
    AUDITED = "audited"  # everything that the creator may


def facts(info: CreatorInfo, seen_at: datetime) -> CreatorFacts:
    """TikTok's answer in our words."""
    return CreatorFacts(
        username=info.creator_username,
        nickname=info.creator_nickname,
        avatar_url=info.creator_avatar_url,
        privacy_options=info.privacy_level_options,
        comment_off=info.comment_disabled,
        duet_off=info.duet_disabled,
        stitch_off=info.stitch_disabled,
        max_seconds=info.max_video_post_duration_sec,
        seen_at=seen_at,
    )


def little_known(
    seen_at: datetime,
    nickname: str = "",
    avatar_url: str = "",
    cannot_post: str = "",
    said: Raw = SILENCE,
) -> CreatorFacts:
    """Facts where TikTok told nothing of what the creator may: no options, no length."""
    return CreatorFacts(
        username="",
        nickname=nickname,
        avatar_url=avatar_url,
        privacy_options=(),
        comment_off=False,
        duet_off=False,
        stitch_off=False,
        max_seconds=0,
        seen_at=seen_at,
        can_post=not cannot_post,
        cannot_post_code=cannot_post,
        said={} if said is SILENCE else asdict(said),
    )


def faults(draft: Draft, creator: CreatorFacts | None, audit: Audit) -> list[Finding]:
    """What stands against this draft now; without a creator only what the audit says."""
    if draft.mode is Mode.INBOX:  # everything else is chosen by the creator inside TikTok
        return [] if creator is None else [*_not_now(creator, draft), *_length(draft, creator)]
    found = [*_audit(draft, creator, audit)]
    if creator is not None:
        found += [*_not_now(creator, draft), *_privacy(draft, creator), *_off(draft, creator)]
        found += [*_cover(draft, creator), *_length(draft, creator)]
    return found


def _audit(draft: Draft, creator: CreatorFacts | None, audit: Audit) -> Iterator[Finding]:
    if audit is Audit.AUDITED:
        return
    reason = BY_KEY[_UNAUDITED].reason
    privacy = draft.options.get("privacy", SELF_ONLY)
    if privacy != SELF_ONLY:
        way_out = "Choose SELF_ONLY, or have the operator's client audited by TikTok."
        yield finding(reason, "/options/privacy", privacy, SELF_ONLY, way_out)
    # Only a public profile offers PUBLIC_TO_EVERYONE; there even SELF_ONLY is refused at init.
    if creator is not None and PUBLIC in creator.privacy_options:
        way_out = "The creator makes their profile private in TikTok until the client is audited."
        yield finding(reason, "/connection", "a public profile", "a private profile", way_out)


def _not_now(creator: CreatorFacts, draft: Draft) -> Iterator[Finding]:
    """Does not stop a Post that is due later; who is about to send looks at `can_post`."""
    if creator.can_post:
        return
    code = creator.cannot_post_code
    reason = BY_KEY[code].reason if code in BY_KEY else judge("creator_info", code).reason
    # The caps count direct posts only; a ban holds for drafts too ("Upload").
    if draft.mode is Mode.DIRECT or reason.code == "tiktok.spam_risk_user_banned_from_posting":
        yield finding(reason, "/connection", code, "a creator who may post now", stops=False)


def _privacy(draft: Draft, creator: CreatorFacts) -> Iterator[Finding]:
    if not creator.can_post and not creator.privacy_options:
        return  # TikTok did not say
    if not creator.privacy_options:
        reason: Reason = judge("creator_info", "scope_not_authorized", 401).reason
        yield finding(reason, "/connection", "no right to post directly", "video.publish granted")
        return
    privacy = draft.options.get("privacy")
    if isinstance(privacy, str) and privacy not in creator.privacy_options:
        allowed = "one of " + ", ".join(creator.privacy_options)
        yield finding(BY_KEY[_MISMATCH].reason, "/options/privacy", privacy, allowed)


def _off(draft: Draft, creator: CreatorFacts) -> Iterator[Finding]:
    """TikTok would switch these off in silence."""
    off = {"allow_comment": creator.comment_off}
    if not draft.photos:
        off |= {"allow_duet": creator.duet_off, "allow_stitch": creator.stitch_off}
    for name, is_off in off.items():
        if is_off and draft.options.get(name) is True:
            yield finding(why.INTERACTION_OFF, f"/options/{name}", True, "false")


def _cover(draft: Draft, creator: CreatorFacts) -> Iterator[Finding]:
    """TikTok takes the first frame in silence when the moment does not exist."""
    moment, longest = draft.options.get("cover_ms"), creator.max_seconds * 1000
    if longest and isinstance(moment, int) and not isinstance(moment, bool) and moment > longest:
        yield finding(why.OPTION_WRONG, "/options/cover_ms", moment, f"at most {longest}")


def _length(draft: Draft, creator: CreatorFacts) -> Iterator[Finding]:
    """A film longer than this creator may post is refused now, not by TikTok later."""
    most = creator.max_seconds
    if most and draft.seconds is not None and draft.seconds > most + DURATION_TOLERANCE:
        way_out = "Shorten the film; nothing is ever cut for you."
        found, allowed = f"{draft.seconds:.2f} s", f"at most {most} s for this creator"
        fault = FieldFault("/assets/0", "duration", found, allowed, way_out)
        yield Finding(fault, MEDIA_UNFIT)
