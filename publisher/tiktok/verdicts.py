"""From TikTok's answers to our nine Outcomes; pure, and careful about what each answer proves."""

from dataclasses import replace
from datetime import datetime, timedelta

from publisher.domain.outcomes import (
    Blocked,
    Deferred,
    Doubtful,
    HandedOver,
    InInbox,
    Opened,
    Outcome,
    Published,
    Refused,
    Working,
)
from publisher.domain.ports import Declined
from publisher.domain.reasons import Handling, Raw, Resend
from publisher.domain.retry import LONGEST_ASKED, SHORTEST_ASKED
from publisher.domain.tickets import Remote
from publisher.tiktok import own_reasons as why
from publisher.tiktok import wire
from publisher.tiktok.limits import ADDRESS_LIFE
from publisher.tiktok.line import Lost
from publisher.tiktok.reasons import Judgement, judge
from publisher.tiktok.replies import Reply
from publisher.tiktok.uploads import may_receive, plan

VERDICT = "fail_reason"  # the step named in `raw` when TikTok has ended the Attempt


def judged(step: str, reply: Reply, *, pull: bool = False) -> Judgement:
    """What the catalogue says; a code counts only where the answer could be read."""
    code = reply.code if reply.readable else ""
    return judge(step, code, reply.http, reply.message, pull=pull)


def declined(step: str, reply: Reply, now: datetime | None = None) -> Declined:
    """A read-only or OAuth exchange that brought nothing; at `now`, where it may name a wait."""
    if reply.lost is Lost.NOT_SENT:
        return Declined(why.UNREACHABLE, reply.raw_of(step))
    found = judged(step, reply)
    until = None if now is None else _until(found, reply, now)
    return Declined(found.reason, reply.raw_of(step), until)


def silent(step: str, reply: Reply) -> Declined:
    """An answer of the right shape with the wrong things inside: as good as none."""
    if reply.lost is Lost.NOT_SENT:
        return declined(step, reply)
    http = reply.http if reply.http is not None and reply.http >= 500 else None  # noqa: PLR2004 - HTTP's own number
    return Declined(judge(step, "", http).reason, reply.raw_of(step))


def opened(step: str, reply: Reply, *, pull: bool, sent_at: datetime, api_url: str) -> Outcome:
    """What an announcement came to.

    A file's is harmless until bytes follow; a pull's may publish by itself, so there every answer
    that does not prove a refusal leaves a doubt.
    """
    raw = reply.raw_of(step)
    if reply.lost is Lost.NOT_SENT:
        return Deferred(why.UNREACHABLE, raw)
    if not reply.ok:
        return _not_opened(judged(step, reply, pull=pull), reply, raw, pull=pull, now=sent_at)
    found = wire.init(reply.payload)
    if isinstance(found, wire.Unreadable) or (found.upload_url is None and not pull):
        reason = judge(step, "", None, pull=pull).reason
        return Doubtful(reason, raw) if pull else Deferred(reason, raw)
    if pull or found.upload_url is None:
        return HandedOver(Remote(found.publish_id), raw)
    if not may_receive(found.upload_url.reveal(), api_url):
        return Blocked(why.UPLOAD_HOST, raw)
    return Opened(Remote(found.publish_id, found.upload_url, sent_at + ADDRESS_LIFE), raw)


def _not_opened(found: Judgement, reply: Reply, raw: Raw, *, pull: bool, now: datetime) -> Outcome:
    if pull and found.reason.resend is Resend.AFTER_RECONCILING:
        return Doubtful(found.reason, raw)
    is_silent = reply.lost is Lost.MAYBE or not reply.readable or _failed(reply)
    if not pull and is_silent and found.reason.handling is not Handling.REFRESH_ONCE:
        return Deferred(found.reason, raw, _until(found, reply, now))
    return _by_handling(found, reply, raw, now)


def _failed(reply: Reply) -> bool:
    return reply.http is not None and reply.http >= 500  # noqa: PLR2004 - HTTP's own number


def _by_handling(found: Judgement, reply: Reply, raw: Raw, now: datetime) -> Outcome:
    """An answer that proves that nothing can have appeared from this exchange."""
    match found.reason.handling:
        case Handling.HOLD if found.reason.window is not None:
            return Deferred(found.reason, raw, _until(found, reply, now))
        case Handling.REFRESH_ONCE | Handling.HOLD:
            return Blocked(found.reason, raw)
        case Handling.NEW_ATTEMPT | Handling.FAIL:
            return Refused(found.reason, raw)
        case Handling.RESUME | Handling.BACK_OFF | Handling.RESLOT | Handling.NOTE:
            return Deferred(found.reason, raw, _until(found, reply, now))


def _until(found: Judgement, reply: Reply, now: datetime) -> datetime | None:
    """The instant that TikTok or the table names; None leaves the delay to the engine."""
    if reply.wait is not None:
        asked = timedelta(seconds=reply.wait)
        return now + min(max(asked, SHORTEST_ASKED), LONGEST_ASKED)
    if found.reason.window is not None:
        return now + found.reason.window
    return None


def asked(reply: Reply, remote: Remote, size: int | None, now: datetime) -> Outcome:
    """What became of it. A failed question says nothing about the post: only ask again.

    `size` is the film's, where we send it. Nothing here starts anything anew but TikTok's own
    word that the Attempt is over.
    """
    raw = reply.raw_of("status")
    if reply.lost is Lost.NOT_SENT:
        return Deferred(why.UNREACHABLE, raw, remote=remote)
    if not reply.ok:
        found = judged("status", reply)
        if found.reason.handling is Handling.REFRESH_ONCE:
            return Blocked(found.reason, raw)
        return Deferred(found.reason, raw, _until(found, reply, now), remote)
    said = wire.status(reply.payload)
    if isinstance(said, wire.Unreadable):
        return Deferred(judge("status", "", None).reason, raw, remote=remote)
    return _said(said, raw, remote, size, now)


def _said(said: wire.Status, raw: Raw, remote: Remote, size: int | None, now: datetime) -> Outcome:
    match said.status:
        case "PUBLISH_COMPLETE":
            return Published(said.post_ids, raw)
        case "SEND_TO_USER_INBOX":
            return InInbox(raw)
        case "FAILED":
            return _dead(said.fail_reason, raw, now)
        case "PROCESSING_UPLOAD":
            return _arriving(said, raw, remote, size)
        case "PROCESSING_DOWNLOAD":
            return Working(raw, remote)
        case word:  # new at TikTok: still under way as far as anybody knows (A2.8)
            noted = replace(raw, code="unknown_status", message=word)
            return Working(noted, remote)


def _arriving(said: wire.Status, raw: Raw, remote: Remote, size: int | None) -> Outcome:
    """PROCESSING_UPLOAD covers both `bytes missing` and `all there, being worked on`."""
    if size is None or said.uploaded_bytes is None:
        return Working(raw, remote)
    there = plan(size).settled(said.uploaded_bytes)
    if there >= size:
        return Working(raw, replace(remote, bytes_sent=size))
    return Deferred(why.UPLOAD_UNFINISHED, raw, remote=replace(remote, bytes_sent=there))


def _dead(fail_reason: str, raw: Raw, now: datetime) -> Outcome:
    """TikTok ended the Attempt: proved dead, whatever the reason; nothing of it will appear."""
    found = judge(VERDICT, fail_reason)
    raw = replace(raw, code=fail_reason, step=VERDICT)
    match found.reason.handling:
        case Handling.RESLOT | Handling.HOLD if found.reason.window is not None:
            return Deferred(found.reason, raw, _until(found, Reply(), now))
        case Handling.HOLD | Handling.REFRESH_ONCE:
            return Blocked(found.reason, raw)
        case _:
            return Refused(found.reason, raw)
