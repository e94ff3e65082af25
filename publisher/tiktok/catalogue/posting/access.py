"""Tokens and permissions, as the /v2/ endpoints speak of them."""

from publisher.domain.reasons import Actor, Handling, Remedy, Words
from publisher.tiktok.catalogue import sources, stances
from publisher.tiktok.catalogue.entry import Category, Exchange, Never, Surface, entry

EVERYWHERE = (
    Exchange.CREATOR_INFO,
    Exchange.VIDEO_INIT,
    Exchange.INBOX_INIT,
    Exchange.CONTENT_INIT,
    Exchange.STATUS,
    Exchange.CANCEL,
    Exchange.USER_INFO,
)
BEFORE_SENDING = (
    Exchange.CREATOR_INFO,
    Exchange.VIDEO_INIT,
    Exchange.INBOX_INIT,
    Exchange.CONTENT_INIT,
    Exchange.USER_INFO,
)
POSTING = (Surface.POSTING,)

ENTRIES = (
    entry(
        "access_token_invalid",
        stances.TOKEN_TIRED,
        Category.AUTHENTICATION,
        POSTING,
        at=EVERYWHERE,
        http=(401,),
        proves=BEFORE_SENDING,
        creator=Words(
            "The link between this app and your TikTok needs to be renewed.",
            "TikTok no longer accepts the key that it gave us; often because access was withdrawn.",
            "Nothing yet, since we renew it by ourselves; if we ask, connect your TikTok anew.",
        ),
        caller=Words(
            "TikTok does not accept the access token of this connection.",
            "The token has run out, was withdrawn, or did not reach TikTok.",
            "Wait for the automatic renewal; if it fails, send the creator to the connect page.",
        ),
        support=Words(
            "TikTok answered 401: it got no access token, or one that is no longer good.",
            "Tokens live for a day and die early when the creator removes the app.",
            "See whether the renewal worked; only after a failed one send the connect link.",
        ),
        never=Never(
            handlings=(Handling.NEW_ATTEMPT, Handling.FAIL),
            phrases=("disconnected your", "post it again", "start over"),
        ),
        official="The access token is missing, invalid or expired.",
        sources=(sources.ERROR_HANDLING, sources.DIRECT_POST),
    ),
    entry(
        "scope_not_authorized",
        stances.MUST_GRANT,
        Category.AUTHENTICATION,
        POSTING,
        at=EVERYWHERE,
        http=(401,),
        proves=BEFORE_SENDING,
        also=((Actor.OPERATOR, Remedy.CHECK_CLIENT),),
        creator=Words(
            "This app may not post to your TikTok yet.",
            "A permission was left unticked when your TikTok was connected.",
            "Connect once more and leave every requested permission ticked.",
        ),
        caller=Words(
            "The creator has not granted the scope that this step needs.",
            "Direct posts and photos need video.publish; drafts need video.upload.",
            "Send the creator to the connect page and name the missing scope.",
        ),
        support=Words(
            "The connection lacks video.publish or video.upload.",
            "The 401 is about a permission; the token itself is sound and renewing it is no help.",
            "Compare the granted scopes with the client's list: missing here, the creator must "
            "grant it; missing there, the operator must request it.",
        ),
        never=Never(
            handlings=(Handling.REFRESH_ONCE, Handling.BACK_OFF, Handling.NEW_ATTEMPT),
            phrases=("auth failed", "authentication failed", "token expired"),
        ),
        official="The creator did not authorise the scope that the request needs.",
        sources=(sources.ERROR_HANDLING, sources.DIRECT_POST),
    ),
    entry(
        "scope_permission_missed",
        stances.MUST_GRANT,
        Category.AUTHENTICATION,
        POSTING,
        at=(Exchange.USER_INFO,),
        http=(400,),
        proves=BEFORE_SENDING,
        also=((Actor.US, Remedy.CORRECT_REQUEST), (Actor.OPERATOR, Remedy.CHECK_CLIENT)),
        creator=Words(
            "TikTok did not let this app read part of your profile.",
            "The permission for those details was not given.",
            "Connect once more and leave every requested permission ticked.",
        ),
        caller=Words(
            "Some of the requested profile fields need scopes that were not granted.",
            "Each field of the profile belongs to a scope, such as user.info.profile or .stats.",
            "Send the creator to the connect page and name the scope, or do without those fields.",
        ),
        support=Words(
            "A field was asked for that lies outside the granted scopes.",
            "Reading names and pictures needs user.info.basic, handles need user.info.profile.",
            "Name the scope to the creator, or have the operator add it to the client.",
        ),
        never=Never(
            handlings=(Handling.REFRESH_ONCE, Handling.BACK_OFF, Handling.NEW_ATTEMPT),
            phrases=("auth failed", "authentication failed", "token expired"),
        ),
        official="Some of the requested fields require additional scopes.",
        sources=(sources.ERROR_HANDLING, sources.USER_INFO),
    ),
)
