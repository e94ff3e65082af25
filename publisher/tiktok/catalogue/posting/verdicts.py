"""Verdicts on a post that TikTok took and then did not publish: fail_reason and webhook reason."""

from publisher.domain.reasons import Handling, Remedy, Words
from publisher.tiktok.catalogue import sources, stances
from publisher.tiktok.catalogue.entry import Category, Claim, Exchange, Never, Surface, entry

VERDICTS = (Surface.FAIL_REASON,)
VERDICT = (Exchange.FAIL_REASON, Exchange.NOTICE)
AGAIN = (Handling.BACK_OFF, Handling.NEW_ATTEMPT, Handling.RESLOT)
ENDLESS = Never(
    handlings=(Handling.BACK_OFF, Handling.FAIL),
    remedies=(Remedy.RECONNECT,),
    phrases=("until it works", "keep trying", "reconnect"),
)

ENTRIES = (
    entry(
        "internal",
        stances.DEAD_THERE,
        Category.SERVER,
        VERDICTS,
        at=VERDICT,
        creator=Words(
            "TikTok had trouble of its own with this post.",
            "A part of TikTok was away; your film and your account are fine.",
            "Nothing: we send it once more by ourselves.",
        ),
        caller=Words(
            "TikTok gave this attempt up because of trouble inside TikTok.",
            "The attempt is over and nothing was published, so a new one is safe.",
            "Leave it: a new attempt starts by itself, a few times at most.",
        ),
        support=Words(
            "TikTok ended the attempt with an internal failure.",
            "It is a final verdict on that attempt, so sending afresh cannot make two posts.",
            "Watch the new attempt; keep the log id for TikTok if it fails as well.",
        ),
        never=Never(
            handlings=(Handling.FAIL,),
            remedies=(Remedy.RECONNECT, Remedy.REPLACE_MEDIA),
            phrases=("reconnect",),
        ),
        official="Part of TikTok is unavailable; trying later is advised.",
        sources=(sources.STATUS, sources.BUNDLE),
    ),
    entry(
        "video_pull_failed",
        stances.NOT_FETCHED,
        Category.MEDIA,
        VERDICTS,
        at=VERDICT,
        creator=Words(
            "TikTok could not fetch your film from us.",
            "The way between TikTok and our storage was blocked or too slow.",
            "Nothing: we test the way and send it once more.",
        ),
        caller=Words(
            "TikTok did not get the video from its address.",
            "The address was not reachable, redirected, or took longer than an hour.",
            "Leave it: after a test of our own a limited number of new attempts is made.",
        ),
        support=Words(
            "TikTok's download of the video failed.",
            "TikTok follows no redirect, wants https, and stops after an hour.",
            "See what our own fetch test found, and give that to the operator.",
        ),
        never=ENDLESS,
        official="The download of the video failed, or lasted beyond an hour.",
        sources=(sources.STATUS, sources.TRANSFER_GUIDE, sources.BUNDLE),
    ),
    entry(
        "photo_pull_failed",
        stances.NOT_FETCHED,
        Category.MEDIA,
        VERDICTS,
        at=VERDICT,
        creator=Words(
            "TikTok could not fetch your pictures from us.",
            "The way between TikTok and our storage was blocked or too slow.",
            "Nothing: we test the way and send them once more.",
        ),
        caller=Words(
            "TikTok could not download one of the photos from its address.",
            "An address was not reachable, redirected, expired, or not a picture.",
            "Leave it: after a test of our own a limited number of new attempts is made.",
        ),
        support=Words(
            "TikTok's download of a photo failed; TikTok does not say which.",
            "One picture that cannot be fetched fails the whole set.",
            "See what our own fetch test found for each picture, and tell the operator.",
        ),
        never=ENDLESS,
        official="The download of the photos failed.",
        sources=(sources.STATUS, sources.TRANSFER_GUIDE, sources.BUNDLE),
    ),
    entry(
        "publish_cancelled",
        stances.CALLED_OFF,
        Category.REQUEST,
        VERDICTS,
        at=VERDICT,
        creator=Words(
            "This post was called off before it appeared.",
            "It was cancelled in TikTok, or the app asked TikTok to cancel it.",
            "Nothing, unless you still want it: then have it scheduled anew.",
        ),
        caller=Words(
            "The post was cancelled and has not appeared.",
            "TikTok confirms a cancellation in this way, whoever asked for it.",
            "Schedule it anew if it is still wanted; nothing is sent by itself.",
        ),
        support=Words(
            "TikTok reports the post as cancelled.",
            "It follows a cancel call; without one of ours it came from the creator's side.",
            "Look for a cancel step in the time line, else ask the creator.",
        ),
        never=Never(
            handlings=(*AGAIN, Handling.RESUME),
            remedies=(Remedy.RECONNECT,),
            phrases=("retry", "try again", "reconnect"),
        ),
        official="A cancel request for this post succeeded.",
        sources=(sources.STATUS, sources.TRANSFER_GUIDE),
        claims=(
            Claim(sources.TRANSFER_GUIDE, "the result of the client's own cancel call", holds=True),
            Claim(
                sources.OURSELVES, "without such a call it must have come from the creator's side"
            ),
        ),
    ),
    entry(
        "auth_removed",
        stances.MUST_RECONNECT,
        Category.AUTHENTICATION,
        VERDICTS,
        at=VERDICT,
        creator=Words(
            "This app may no longer post to your TikTok.",
            "Access was removed in TikTok while the post was on its way.",
            "Connect your TikTok anew if you want the post to go out.",
        ),
        caller=Words(
            "The creator removed access while the post was under way.",
            "The permission is gone, so nothing more can be sent for this creator.",
            "Send the creator to the connect page; the post waits until then.",
        ),
        support=Words(
            "Access was withdrawn in TikTok during publishing.",
            "The token is dead; the creator or TikTok ended the permission.",
            "Send the connect link, and release the held posts afterwards.",
        ),
        never=Never(
            handlings=(*AGAIN, Handling.REFRESH_ONCE),
            phrases=("retry", "try again", "retried"),
        ),
        official="The creator removed the client's access while the post was being processed.",
        sources=(sources.STATUS, sources.WEBHOOKS),
    ),
)
