"""Webhook events, and the numbered reasons for which an authorisation ends."""

from publisher.domain.reasons import Handling, Words
from publisher.tiktok.catalogue import sources, stances
from publisher.tiktok.catalogue.entry import (
    Category,
    Entry,
    Exchange,
    Never,
    Stance,
    Surface,
    entry,
)

NOTICE = (Exchange.NOTICE,)
GONE = Never(
    handlings=(Handling.REFRESH_ONCE, Handling.BACK_OFF, Handling.NEW_ATTEMPT),
    phrases=("retry", "try again"),
)


def _removed(
    number: int, stance: Stance, official: str, creator: Words, caller: Words, support: Words
) -> Entry:
    return entry(
        f"authorization.removed:{number}",
        stance,
        Category.AUTHENTICATION,
        (Surface.WEBHOOK,),
        key=f"tiktok.authorization_removed.{number}",
        at=NOTICE,
        official=official,
        creator=creator,
        caller=caller,
        support=support,
        never=GONE,
        sources=(sources.WEBHOOKS,),
    )


def _event(name: str, official: str, creator: Words, caller: Words, support: Words) -> Entry:
    return entry(
        name,
        stances.FINE,
        Category.SUCCESS,
        (Surface.WEBHOOK,),
        key=f"tiktok.event.{name.replace('.', '_')}",
        at=NOTICE,
        official=official,
        creator=creator,
        caller=caller,
        support=support,
        sources=(sources.WEBHOOKS,),
    )


_CONNECT = "Connect your TikTok anew if you want to go on posting."
_LINK = "Send the creator to the connect page; posts wait until then."

REMOVED = (
    _removed(
        0,
        stances.MUST_RECONNECT,
        "Unknown reason.",
        Words("The link to your TikTok has ended.", "TikTok does not say why.", _CONNECT),
        Words("The authorisation ended.", "TikTok gives no reason.", _LINK),
        Words(
            "TikTok ended the authorisation, reason 0.",
            "The token was dead before the message came.",
            "Send the connect link.",
        ),
    ),
    _removed(
        1,
        stances.MUST_RECONNECT,
        "The creator disconnected the client inside TikTok.",
        Words("The link to your TikTok has ended.", "You removed this app in TikTok.", _CONNECT),
        Words("The creator removed the client inside TikTok.", "A deliberate act.", _LINK),
        Words(
            "The creator disconnected us in TikTok, reason 1.",
            "The token was dead before the message came.",
            "Send the connect link only when the creator asks for it.",
        ),
    ),
    _removed(
        2,
        stances.ONLY_IN_TIKTOK.but(outcome=stances.MUST_RECONNECT.outcome),
        "The creator's TikTok account was deleted.",
        Words(
            "Your TikTok account was deleted.",
            "Nothing can be posted to it.",
            "Restore it in TikTok, or connect another one.",
        ),
        Words(
            "The creator's TikTok account no longer exists.",
            "It was deleted at TikTok.",
            "Cancel the waiting posts, or have the creator connect another account.",
        ),
        Words(
            "The account was deleted, reason 2.",
            "No link can bring this one back.",
            "Close the connection with the creator's consent.",
        ),
    ),
    _removed(
        3,
        stances.ONLY_IN_TIKTOK.but(outcome=stances.MUST_RECONNECT.outcome),
        "The creator's age was changed.",
        Words(
            "TikTok ended the link because the age of your account changed.",
            "TikTok's rules for your age do not allow it.",
            "Look at the account's age in TikTok; correct it there if it is wrong.",
        ),
        Words(
            "TikTok ended the authorisation after a change of age.",
            "The creator may be too young for connected apps.",
            "Tell the creator; only TikTok can change it.",
        ),
        Words(
            "A change of age, reason 3.",
            "TikTok's age rules apply.",
            "Point the creator to the account's settings in TikTok.",
        ),
    ),
    _removed(
        4,
        stances.ONLY_IN_TIKTOK.but(outcome=stances.MUST_RECONNECT.outcome),
        "The creator's account was banned.",
        Words(
            "TikTok has banned your account.",
            "Nothing can be posted to it meanwhile.",
            "Look at the account's standing in TikTok and appeal there if you disagree.",
        ),
        Words(
            "TikTok banned the creator's account.",
            "The authorisation ended with it.",
            "Tell the creator; only TikTok can lift the ban.",
        ),
        Words(
            "The account was banned, reason 4.",
            "Only TikTok can lift it.",
            "Point the creator to the appeal in TikTok.",
        ),
    ),
    _removed(
        5,
        stances.MUST_RECONNECT,
        "The client revoked the authorisation.",
        Words("The link to your TikTok has ended.", "This app gave it back.", _CONNECT),
        Words("The authorisation was revoked from our side.", "A revoke call was made.", _LINK),
        Words(
            "We, or another program with our client, revoked the token, reason 5.",
            "It follows a revoke call.",
            "Look for the revoke in the time line; without one ask the operator.",
        ),
    ),
)

EVENTS = (
    _event(
        "post.publish.complete",
        "The post was created.",
        Words("Your post is made.", "TikTok has finished its part.", "Look at it on your profile."),
        Words(
            "TikTok reports that the post was created.",
            "It only says so; we ask for the status before we call the post published.",
            "Nothing: read the post's own state.",
        ),
        Words(
            "The webhook of a finished post.",
            "TikTok sends it once the post exists, and may send it again for three days.",
            "Nothing, unless the post's page still waits after it: then press ask now.",
        ),
    ),
    _event(
        "post.publish.inbox_delivered",
        "The draft is in the inbox.",
        Words(
            "Your draft lies in TikTok's inbox.",
            "It is not public before you finish it.",
            "Open TikTok's inbox, tap the message, and post it from there.",
        ),
        Words(
            "TikTok reports that the draft was delivered.",
            "What becomes of it is the creator's choice, caption and visibility too.",
            "Remind the creator; the post says published once TikTok does.",
        ),
        Words(
            "The webhook of a delivered draft.",
            "The draft takes one of five places for a day, until it is posted.",
            "Tell the creator where drafts appear: in the inbox, not among TikTok's own drafts.",
        ),
    ),
    _event(
        "post.publish.publicly_available",
        "The post is public.",
        Words("Your post can be seen.", "TikTok's checks are over.", "Nothing."),
        Words(
            "TikTok reports that the post is public, and names its id.",
            "It follows after moderation, which may take hours.",
            "Nothing: the public id is added to the post.",
        ),
        Words(
            "The webhook of a post that became public.",
            "It is the earliest moment at which a link works for everybody.",
            "Read the public id on the post's page when somebody asks for the link.",
        ),
    ),
    _event(
        "post.publish.no_longer_publicaly_available",
        "The post is no longer public.",
        Words(
            "Your post can no longer be seen by everybody.",
            "You or TikTok changed who may see it.",
            "If it was not you, open the post in TikTok and see what it says there.",
        ),
        Words(
            "TikTok reports that the post is not public any more.",
            "It was deleted, hidden or taken down; the event does not say which.",
            "Nothing to call: publishing was right, and its record stays.",
        ),
        Words(
            "The webhook of a post that is public no more; TikTok spells it like this.",
            "Creator and TikTok look alike here: deleted, made private, taken down.",
            "Ask the creator whether it was them before anybody posts it again.",
        ),
    ),
    _event(
        "video.publish.completed",
        "A share from a phone was posted.",
        Words("You posted something by a share.", "Another app handed it to TikTok.", "Nothing."),
        Words(
            "A share through Video Kit was posted.",
            "The event belongs to apps on phones that use the same client.",
            "Nothing: none of our posts is meant.",
        ),
        Words(
            "An event of Video Kit, not of this service.",
            "Our TikTok client is used by an app on a phone as well.",
            "Nothing; do not look for a post of ours behind it.",
        ),
    ),
    _event(
        "video.upload.failed",
        "A share from a phone failed.",
        Words(
            "A share from an app on your phone did not work.",
            "TikTok could not take it from there.",
            "Share it once more from that app.",
        ),
        Words(
            "A share through Video Kit failed.",
            "The event belongs to apps on phones that use the same client.",
            "Nothing: none of our posts is meant.",
        ),
        Words(
            "A failure of Video Kit, not of this service.",
            "The share began on a phone, and never passed through here.",
            "Send the person to the app from which they shared.",
        ),
    ),
    _event(
        "portability.download.ready",
        "A data export is ready.",
        Words(
            "The copy of your TikTok data is ready.",
            "You asked TikTok for it, through some app.",
            "Fetch it there before it runs out.",
        ),
        Words(
            "An export of the Data Portability API is ready.",
            "Another program with the same client asked for it.",
            "Nothing: publishing does not use that API.",
        ),
        Words(
            "An event of the Data Portability API, not of this service.",
            "Our TikTok client is used for exports as well.",
            "Point the person to the program that asked for the export.",
        ),
    ),
    _event(
        "tiktok.ping",
        "A test of the webhook address.",
        Words("TikTok tried whether it reaches this service.", "It is a test.", "Nothing."),
        Words(
            "TikTok tested the webhook address.",
            "Somebody pressed the test button in the developer portal.",
            "Nothing: it was answered.",
        ),
        Words(
            "A test of our webhook address.",
            "It comes from TikTok's developer portal, and has arrived.",
            "Nothing: when it is here, address and signature are right.",
        ),
    ),
)

ENTRIES = (*REMOVED, *EVENTS)
