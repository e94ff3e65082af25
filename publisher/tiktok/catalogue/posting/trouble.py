"""Too many calls, trouble inside TikTok, and answers that say nothing."""

from publisher.domain.reasons import Handling, Remedy, Words
from publisher.tiktok.catalogue import sources, stances
from publisher.tiktok.catalogue.entry import Category, Claim, Exchange, Never, Surface, entry
from publisher.tiktok.catalogue.posting.access import BEFORE_SENDING, EVERYWHERE

POSTING = (Surface.POSTING,)
SILENT = (Surface.OURS, Surface.HTTP)
READING = (Exchange.CREATOR_INFO, Exchange.USER_INFO)
ASKING = (*READING, Exchange.STATUS, Exchange.CANCEL)
NOT_BLINDLY = Never(
    handlings=(Handling.NEW_ATTEMPT, Handling.FAIL, Handling.RESLOT),
    remedies=(Remedy.RECONNECT, Remedy.REPLACE_MEDIA),
    phrases=("send it again", "post it again", "reconnect"),
)
NOT_FOR_GOOD = Never(
    handlings=(Handling.FAIL, Handling.HOLD, Handling.NEW_ATTEMPT),
    remedies=(Remedy.RECONNECT,),
    phrases=("for good", "permanently", "reconnect", "disconnect"),
)
NOBODY_HURT = Words(
    "TikTok had trouble of its own when we announced your post.",
    "Your film has not left us yet, so nothing can have appeared.",
    "Nothing: we announce it once more by ourselves.",
)
IN_DOUBT = Words(
    "We cannot tell whether your post went out.",
    "TikTok did not confirm it, and may have gone on without telling us.",
    "Look at your profile and tell the people who run this app what you see.",
)

ENTRIES = (
    entry(
        "rate_limit_exceeded",
        stances.TOO_FAST,
        Category.RATE_LIMIT,
        POSTING,
        at=EVERYWHERE,
        http=(429,),
        proves=BEFORE_SENDING,
        creator=Words(
            "TikTok asked us to go a little slower.",
            "Too many calls were made for your account within a minute.",
            "Nothing: we go on in a minute or so.",
        ),
        caller=Words(
            "TikTok's limit of calls a minute for this creator was met.",
            "Six announcements, thirty questions and twenty creator look-ups a minute are allowed.",
            "Nothing: the same step is taken after a minute or more.",
        ),
        support=Words(
            "A per-minute limit of TikTok was met; it passes by itself.",
            "The limit counts a sliding minute for each token and endpoint.",
            "Nothing, unless it lasts: then look for another program that uses the same client.",
        ),
        never=NOT_FOR_GOOD,
        official="The rate limit of the endpoint, counted over a sliding minute, was exceeded.",
        sources=(sources.ERROR_HANDLING, sources.DIRECT_POST, sources.BUNDLE),
    ),
    entry(
        "internal_error",
        stances.PLATFORM_TROUBLE,
        Category.SERVER,
        POSTING,
        at=ASKING,
        http=(500, 502, 503, 504),
        proves=READING,
        creator=Words(
            "TikTok has trouble of its own at the moment.",
            "The fault lies inside TikTok; your post and your account are fine.",
            "Nothing: we ask again by ourselves.",
        ),
        caller=Words(
            "TikTok answered with an internal error.",
            "Asking does no harm, so the question is repeated; the post itself is not.",
            "Nothing: the same question is asked again with growing pauses.",
        ),
        support=Words(
            "TikTok failed inside while we asked something.",
            "A question changes nothing, so it can be repeated without risk of a second post.",
            "Watch it; after half an hour see whether other creators are affected too.",
        ),
        never=NOT_BLINDLY,
        official="An error inside TikTok; some pages leave the code of a 5xx answer empty.",
        sources=(sources.ERROR_HANDLING, sources.STATUS, sources.CREATOR_INFO),
        claims=(
            Claim(sources.STATUS, "5xx carries internal_error", holds=True),
            Claim(sources.DIRECT_POST, "5xx carries an empty code", holds=True),
        ),
    ),
    entry(
        "internal_error",
        stances.DEAD_THERE,
        Category.SERVER,
        POSTING,
        key="tiktok.internal_error.file_init",
        at=(Exchange.VIDEO_INIT, Exchange.INBOX_INIT),
        http=(500, 502, 503, 504),
        creator=NOBODY_HURT,
        caller=Words(
            "TikTok failed inside when the post was announced.",
            "Nothing appears before we send the bytes, so this announcement can be given up.",
            "Nothing: a new attempt starts by itself, three times at most.",
        ),
        support=Words(
            "The announcement of a file met an internal error of TikTok.",
            "TikTok holds no bytes yet, so no post can come of that announcement.",
            "Watch the new attempt; keep the log id for TikTok if it fails as well.",
        ),
        never=Never(
            handlings=(Handling.BACK_OFF, Handling.FAIL),
            remedies=(Remedy.RECONNECT,),
            phrases=("reconnect",),
        ),
        official="An error inside TikTok.",
        sources=(sources.ERROR_HANDLING, sources.DIRECT_POST),
    ),
    entry(
        "internal_error",
        stances.CANNOT_KNOW,
        Category.SERVER,
        POSTING,
        key="tiktok.internal_error.pull_init",
        at=(Exchange.CONTENT_INIT,),
        http=(500, 502, 503, 504),
        creator=IN_DOUBT,
        caller=Words(
            "TikTok failed inside when it was told to fetch and publish.",
            "It may have started all the same, so a second announcement could post twice.",
            "Wait: the post is held until it is known whether it appeared.",
        ),
        support=Words(
            "An announcement for TikTok to fetch the media met an internal error.",
            "Without a publish id only fetches, webhooks and the profile can tell what happened.",
            "Look for fetches of the media address and at the profile, then settle the post.",
        ),
        never=NOT_BLINDLY,
        official="An error inside TikTok.",
        sources=(sources.ERROR_HANDLING, sources.PHOTO),
    ),
    entry(
        "no_answer",
        stances.PLATFORM_TROUBLE,
        Category.SERVER,
        SILENT,
        at=(*ASKING, Exchange.TOKEN, Exchange.REVOKE),
        proves=READING,
        creator=Words(
            "TikTok does not answer at the moment.",
            "The way to TikTok is interrupted; your account is fine.",
            "Nothing: we ask again by ourselves.",
        ),
        caller=Words(
            "TikTok gave no answer, or none that can be read.",
            "The connection broke, timed out, or something between us answered instead.",
            "Nothing: the same question is asked again with growing pauses.",
        ),
        support=Words(
            "No readable answer from TikTok to a question.",
            "A network fault, a time-out, or a page of some gateway instead of TikTok's JSON.",
            "Watch it; if every creator is affected, look at this installation's network.",
        ),
        never=NOT_BLINDLY,
        official="TikTok's pages do not speak of it.",
        sources=(sources.OURSELVES,),
    ),
    entry(
        "no_answer",
        stances.DEAD_THERE.but(patience=stances.ANNOUNCED_ANEW),
        Category.SERVER,
        SILENT,
        key="tiktok.no_answer.file_init",
        at=(Exchange.VIDEO_INIT, Exchange.INBOX_INIT),
        creator=NOBODY_HURT,
        caller=Words(
            "TikTok did not answer when the post was announced.",
            "Nothing appears before we send the bytes, so this announcement can be given up.",
            "Nothing: a new attempt starts by itself, three times at most.",
        ),
        support=Words(
            "The announcement of a file got no readable answer.",
            "TikTok holds no bytes yet, so no post can come of that announcement.",
            "Watch the new attempt; look at the network if other posts meet the same.",
        ),
        official="TikTok's pages do not speak of it.",
        sources=(sources.OURSELVES,),
    ),
    entry(
        "no_answer",
        stances.CANNOT_KNOW,
        Category.SERVER,
        SILENT,
        key="tiktok.no_answer.pull_init",
        at=(Exchange.CONTENT_INIT,),
        creator=IN_DOUBT,
        caller=Words(
            "TikTok did not answer when it was told to fetch and publish.",
            "The order may have arrived all the same, so a second one could post twice.",
            "Wait: the post is held until it is known whether it appeared.",
        ),
        support=Words(
            "An announcement for TikTok to fetch the media got no readable answer.",
            "Without a publish id only fetches, webhooks and the profile can tell what happened.",
            "Look for fetches of the media address and at the profile, then settle the post.",
        ),
        never=NOT_BLINDLY,
        official="TikTok's pages do not speak of it.",
        sources=(sources.OURSELVES,),
    ),
)
