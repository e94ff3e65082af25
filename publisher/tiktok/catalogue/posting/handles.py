"""Publish ids: TikTok's handle for a post under way."""

from publisher.domain.reasons import Handling, Remedy, Words
from publisher.tiktok.catalogue import sources, stances
from publisher.tiktok.catalogue.entry import Category, Claim, Exchange, Never, Surface, entry

POSTING = (Surface.POSTING,)
ASKING = (Exchange.STATUS, Exchange.CANCEL)
NO_SECOND_POST = Never(
    handlings=(Handling.NEW_ATTEMPT, Handling.RESLOT),
    remedies=(Remedy.RECONNECT,),
    phrases=("post it again", "send it again", "reconnect"),
)

ENTRIES = (
    entry(
        "invalid_publish_id",
        stances.OUR_MISTAKE,
        Category.REQUEST,
        POSTING,
        at=ASKING,
        http=(400,),
        alarm=True,
        creator=Words(
            "We have lost sight of this post at TikTok.",
            "TikTok does not know the number under which it told us to ask.",
            "Look whether the post is on your profile, and tell the people who run this app.",
        ),
        caller=Words(
            "TikTok does not know the publish id of this post.",
            "The id may be seconds young, very old, or wrong through a mistake of ours.",
            "Wait: the post is frozen until its fate is known, so that nothing appears twice.",
        ),
        support=Words(
            "TikTok says that our publish id does not exist.",
            "Right after the announcement this passes; later it is a fault or an expired id.",
            "Find out whether the post is out, and settle it by hand.",
        ),
        never=NO_SECOND_POST,
        official="The publish id does not exist.",
        sources=(sources.STATUS, sources.TRANSFER_GUIDE),
        claims=(
            Claim(sources.STATUS, "code invalid_publish_id", holds=True),
            Claim(sources.FIELD, "code invalid_params, message invalid_publish_id", holds=True),
            Claim(sources.FIELD, "a new id may be unknown for some seconds", holds=True),
        ),
    ),
    entry(
        "token_not_authorized_for_specified_publish_id",
        stances.OUR_MISTAKE,
        Category.REQUEST,
        POSTING,
        at=ASKING,
        http=(400,),
        alarm=True,
        creator=Words(
            "We cannot follow this post at TikTok at the moment.",
            "The post was started with another connection than the one that asked about it.",
            "Look whether the post is on your profile, and tell the people who run this app.",
        ),
        caller=Words(
            "The publish id belongs to another creator's token.",
            "Connections were mixed up, or the creator connected another TikTok since.",
            "Wait: the post is frozen until its fate is known, so that nothing appears twice.",
        ),
        support=Words(
            "We asked about a post with a token that did not start it.",
            "Compare the creator of the connection now with the one at the time of sending.",
            "Settle the post by hand once it is known whether it is out.",
        ),
        never=NO_SECOND_POST,
        official="The access token has no authority over this publish id.",
        sources=(sources.STATUS, sources.TRANSFER_GUIDE),
    ),
    entry(
        "publish_not_cancellable",
        stances.TOO_LATE,
        Category.REQUEST,
        POSTING,
        at=(Exchange.CANCEL,),
        http=(400,),
        creator=Words(
            "It was too late to call this post off.",
            "TikTok had already finished with it, or was about to.",
            "If it is on your profile and you do not want it, delete it in TikTok.",
        ),
        caller=Words(
            "TikTok can no longer cancel this post.",
            "Only a fetch that is still under way can be called off.",
            "Wait for the verdict on the post; the creator can delete it in TikTok.",
        ),
        support=Words(
            "The cancel call came after the post reached its end.",
            "Cancelling is best effort and works only while TikTok fetches the media.",
            "Read the post's final state; deleting is the creator's to do in TikTok.",
        ),
        never=NO_SECOND_POST,
        official="The post is in a final state and can no longer be cancelled.",
        sources=(sources.TRANSFER_GUIDE,),
    ),
)
