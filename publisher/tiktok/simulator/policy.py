"""What TikTok lets a creator and a client do today: bans, audit, privacy, caps, ownership."""

from __future__ import annotations

from publisher.tiktok.simulator.behaviour import DAY
from publisher.tiktok.simulator.envelope import Refusal
from publisher.tiktok.simulator.fields import Asked
from publisher.tiktok.simulator.gate import Caller
from publisher.tiktok.simulator.pull import verified
from publisher.tiktok.simulator.records import Client, Creator, Mode, Share, Stage
from publisher.tiktok.simulator.world import World

# An upload address lives an hour, so a share of the last day began at most so long before it
_REACH = DAY + 2 * 3600


def privacy_options(creator: Creator) -> list[str]:
    """What the drop-down shows ("Query Creator Info") [D]."""
    if creator.private:
        return ["FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]
    return ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"]


def blocked(world: World, client: Client, creator: Creator) -> str:
    """Why creator_info says that this creator cannot post at all, or ''."""
    if creator.banned:
        return "spam_risk_user_banned_from_posting"
    if not world.behaviour.enforce_caps:
        return ""
    if posts_today(world, creator) >= creator.daily_cap:
        return "spam_risk_too_many_posts"
    return "reached_active_user_cap" if _quota_full(world, client, creator) else ""


def allow(world: World, caller: Caller, asked: Asked) -> None:
    """The order of the checks is our choice [I]; the rules are from the pages named beside them.

    Raises `Refusal` with the first code that applies.
    """
    client, creator, direct = caller.client, caller.creator, asked.mode is Mode.DIRECT
    if creator.banned:
        raise Refusal("spam_risk_user_banned_from_posting")
    if direct:
        # "Content Sharing Guidelines" [D]; a public account is refused even with SELF_ONLY [F]
        if not client.audited and (not creator.private or asked.privacy != "SELF_ONLY"):
            raise Refusal("unaudited_client_can_only_post_to_private_accounts")
        if asked.privacy not in privacy_options(creator):
            raise Refusal("privacy_level_option_mismatch")
    if world.behaviour.enforce_caps:
        _under_caps(world, client, creator, direct=direct)
    if asked.media == "PHOTO" and not direct and creator.old_app:
        raise Refusal("app_version_check_failed")
    if not all(verified(client, url) for url in asked.urls):
        raise Refusal("url_ownership_unverified")


def _under_caps(world: World, client: Client, creator: Creator, *, direct: bool) -> None:
    if direct:
        if posts_today(world, creator) >= creator.daily_cap:
            raise Refusal("spam_risk_too_many_posts")
        if _quota_full(world, client, creator):
            raise Refusal("reached_active_user_cap")
    elif len(_pending(world, creator)) >= creator.pending_cap:
        # 403 in the pages [D], 400 measured [F]
        http = 400 if world.behaviour.live_http else 403
        code = "spam_risk_too_many_pending_share"
        raise Refusal(code, code, http)


def posts_today(world: World, creator: Creator) -> int:
    """Direct posts of the last 24 h, through any client ("Content Sharing Guidelines") [D].

    Whether an init whose bytes never came costs a slot is undecided: `cap_counts_inits`.
    """
    since, whole = world.now() - DAY, world.behaviour.cap_counts_inits
    count = 0
    for share in recent(world, creator.handle):
        if share.mode is not Mode.DIRECT or share.stage is Stage.FAILED:
            continue
        when = share.handed_at or (share.created_at if whole or share.urls else 0.0)
        count += when > since
    return count


def _pending(world: World, creator: Creator) -> list[Share]:
    """Drafts of the last 24 h not yet posted; a deleted one still takes its place [F]."""
    since = world.now() - DAY
    over = {Stage.COMPLETE, Stage.FAILED}
    return [
        share
        for share in recent(world, creator.handle)
        if share.mode is Mode.INBOX and share.created_at > since and share.stage not in over
    ]


def _quota_full(world: World, client: Client, creator: Creator) -> bool:
    """Has the client had its number of different posting creators in the last 24 h?"""
    if creator.quota_full:
        return True
    switches = world.behaviour
    usual = switches.audited_active_cap if client.audited else switches.unaudited_active_cap
    cap, since = client.active_cap or usual, world.now() - DAY
    with world.memory.lock:
        posted = world.active.get(client.key, {})
        active = {handle for handle, at in posted.items() if at > since}
    return creator.handle not in active and len(active) >= cap


def recent(world: World, handle: str) -> list[Share]:
    """The shares of this creator that may matter to a 24-hour rule, newest first."""
    found, since = [], world.now() - _REACH
    with world.memory.lock:
        for publish_id in reversed(world.history.get(handle, [])):
            share = world.shares.get(publish_id)
            if share is None:
                continue
            if share.created_at < since:
                break
            found.append(share)
    return found
