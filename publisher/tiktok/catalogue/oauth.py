"""OAuth errors: the token and revoke endpoints, and what the consent page says."""

from typing import Any

from publisher.domain.reasons import Actor, Handling, Remedy, Resend, Words
from publisher.tiktok.catalogue import sources, stances
from publisher.tiktok.catalogue.entry import (
    Category,
    Claim,
    Entry,
    Exchange,
    Never,
    Stance,
    Surface,
    entry,
)

TOKENS = (Exchange.TOKEN, Exchange.REVOKE)
PAGE = (Exchange.AUTHORIZE,)
ALL = (*TOKENS, *PAGE)
SETUP = "The service that you are connecting to is not set up correctly."
SETUP_DO = "Nothing: the people who run the service have to correct it."
NOT_THE_CREATOR = Never(
    remedies=(Remedy.RECONNECT, Remedy.ASK_CREATOR_IN_TIKTOK),
    handlings=(Handling.BACK_OFF, Handling.NEW_ATTEMPT),
    phrases=("reconnect", "connect again"),
)


def _grant(
    code: str,
    stance: Stance,
    official: str,
    *,
    creator: Words,
    caller: Words,
    support: Words,
    at: tuple[Exchange, ...] = ALL,
    **rest: Any,
) -> Entry:
    rest.setdefault("sources", (sources.OAUTH_ERRORS,))
    return entry(
        code,
        stance,
        Category.AUTHENTICATION,
        (Surface.OAUTH,),
        key=f"tiktok.oauth.{code}",
        at=at,
        official=official,
        creator=creator,
        caller=caller,
        support=support,
        **rest,
    )


ENTRIES = (
    _grant(
        "access_denied",
        stances.MUST_RECONNECT.but(handling=Handling.FAIL),
        "The creator, or TikTok's server, refused the request.",
        creator=Words(
            "Your TikTok was not connected.",
            "The request was declined on TikTok's page, or TikTok declined it for you.",
            "Begin once more when you like, and accept on TikTok's page.",
        ),
        caller=Words(
            "The creator did not agree to the connection.",
            "TikTok reports a refusal by the creator or by its own rules.",
            "Offer the connect page once more; nothing else is wrong.",
        ),
        support=Words(
            "Consent was refused.",
            "Mostly the creator pressed cancel; TikTok also refuses people who are not eligible.",
            "Ask the creator, and offer the connect page once more.",
        ),
    ),
    _grant(
        "invalid_client",
        stances.WRONG_CLIENT,
        "The client could not be authenticated.",
        creator=Words(SETUP, "TikTok does not accept the service's own key.", SETUP_DO),
        caller=Words(
            "TikTok does not accept the client key and secret of this service.",
            "One of them is wrong, or belongs to the other environment.",
            "Tell the operator; every connection of this service is affected.",
        ),
        support=Words(
            "TikTok refused client key or secret.",
            "Sandbox and production have separate pairs; a changed secret stops everything.",
            "Have the operator compare key and secret with the developer portal.",
        ),
        alarm=True,
        never=NOT_THE_CREATOR,
    ),
    _grant(
        "invalid_grant",
        stances.MUST_RECONNECT,
        "The code or refresh token is invalid, expired, revoked, or was issued for another client.",
        at=TOKENS,
        http=(200, 400, 401),
        creator=Words(
            "The link between this app and your TikTok has ended.",
            "TikTok no longer honours the permission: withdrawn, unused for too long, or replaced.",
            "Connect your TikTok anew.",
        ),
        caller=Words(
            "TikTok does not accept the authorisation code or refresh token.",
            "It was used already, has run out, was revoked, or belongs to another client.",
            "Send the creator to the connect page; posts wait until then.",
        ),
        support=Words(
            "The grant behind this connection is dead.",
            "Codes work once and for minutes; refresh tokens end when access is withdrawn.",
            "Send the connect link; if it happens to everybody, suspect the client's key.",
        ),
        never=Never(handlings=(Handling.REFRESH_ONCE, Handling.BACK_OFF, Handling.FAIL)),
        sources=(sources.OAUTH_ERRORS, sources.FIELD),
        claims=(
            Claim(sources.FIELD, "comes with HTTP 200 as well as 400 or 401", holds=True),
            Claim(sources.FIELD, "sandbox clients cannot renew and must ask consent every day"),
        ),
    ),
    _grant(
        "invalid_request",
        stances.WRONG_CLIENT,
        "A parameter is missing, doubled or malformed.",
        alarm=True,
        creator=Words(SETUP, "TikTok could not read the request to connect.", SETUP_DO),
        caller=Words(
            "TikTok refused a parameter of the connect request.",
            "A redirect address or a code challenge that differs is the usual cause.",
            "Tell the operator; the description names the part.",
        ),
        support=Words(
            "TikTok found the OAuth request malformed.",
            "Redirect addresses must match byte for byte; code challenges are hex, not base64.",
            "Have the operator compare the redirect address with the portal; else tell us.",
        ),
        also=((Actor.US, Remedy.CONTACT_SUPPORT),),
        never=NOT_THE_CREATOR,
        sources=(sources.OAUTH_ERRORS, sources.LOGIN_DESKTOP, sources.FIELD),
    ),
    _grant(
        "invalid_scope",
        stances.WRONG_CLIENT,
        "A requested scope is unknown or malformed.",
        creator=Words(SETUP, "It asked TikTok for a permission that does not exist.", SETUP_DO),
        caller=Words(
            "TikTok does not know a requested scope, or not for this client.",
            "Scopes are joined with commas and must be approved for the client.",
            "Tell the operator which scopes were asked for.",
        ),
        support=Words(
            "A scope in the connect request is not valid.",
            "Either misspelt, or not among the client's approved products.",
            "Have the operator compare the scopes with the developer portal.",
        ),
        never=NOT_THE_CREATOR,
    ),
    _grant(
        "unauthorized_client",
        stances.WRONG_CLIENT,
        "The client may not use this way of authorisation.",
        also=((Actor.OPERATOR, Remedy.APP_REVIEW),),
        creator=Words(SETUP, "TikTok has not approved it for this yet.", SETUP_DO),
        caller=Words(
            "TikTok does not let this client ask for authorisation in this way.",
            "The client is unknown, a draft, or lacks the product in question.",
            "Tell the operator.",
        ),
        support=Words(
            "The TikTok client is not authorised for this flow.",
            "A production key of a client still in draft is the usual cause.",
            "Have the operator look at the client's review state in the portal.",
        ),
        never=NOT_THE_CREATOR,
    ),
    _grant(
        "unsupported_grant_type",
        stances.OUR_CALL.but(handling=Handling.HOLD),
        "The grant type is not supported.",
        at=TOKENS,
        alarm=True,
        creator=Words(
            "Connecting failed because of a mistake of ours.",
            "We asked TikTok in a way that it does not offer.",
            "Nothing: we have been told.",
        ),
        caller=Words(
            "The token request names a grant type that TikTok does not offer.",
            "A mistake in this software.",
            "Tell the operator, who tells its authors.",
        ),
        support=Words(
            "A wrong grant_type was sent.",
            "Only authorization_code, refresh_token and client_credentials exist.",
            "Pass it on to us with the log id.",
        ),
        never=NOT_THE_CREATOR,
    ),
    _grant(
        "unsupported_response_type",
        stances.OUR_CALL.but(handling=Handling.HOLD),
        "The response type is not supported.",
        at=PAGE,
        alarm=True,
        creator=Words(
            "Connecting failed because of a mistake of ours.",
            "We asked TikTok for an answer that it does not give.",
            "Nothing: we have been told.",
        ),
        caller=Words(
            "The consent request names a response type that TikTok does not offer.",
            "A mistake in this software.",
            "Tell the operator, who tells its authors.",
        ),
        support=Words(
            "A wrong response_type was sent.",
            "The only one is code.",
            "Pass it on to us with the log id.",
        ),
        never=NOT_THE_CREATOR,
    ),
    _grant(
        "server_error",
        stances.PLATFORM_TROUBLE.but(resend=Resend.YES),
        "An error inside TikTok.",
        creator=Words(
            "TikTok had trouble of its own while connecting.",
            "The fault lies inside TikTok.",
            "Wait a little; while you are connecting, begin once more after some minutes.",
        ),
        caller=Words(
            "TikTok's OAuth server failed.",
            "Nothing was wrong with the request.",
            "Nothing: renewals are repeated; a person who was connecting begins once more.",
        ),
        support=Words(
            "TikTok's OAuth server had an internal error.",
            "It passes; renewals have hours of room before a token runs out.",
            "Watch it; see whether every creator is affected.",
        ),
        never=Never(remedies=(Remedy.RECONNECT,), phrases=("reconnect",)),
    ),
    _grant(
        "temporarily_unavailable",
        stances.PLATFORM_TROUBLE.but(resend=Resend.YES),
        "The service is overloaded or being maintained.",
        creator=Words(
            "TikTok does not take new connections at the moment.",
            "It is overloaded or being maintained.",
            "Begin once more in some minutes.",
        ),
        caller=Words(
            "TikTok's OAuth server is away.",
            "Overload or maintenance at TikTok.",
            "Nothing: renewals are repeated; a person who was connecting begins once more.",
        ),
        support=Words(
            "TikTok's OAuth server is down for now.",
            "It passes; renewals have hours of room before a token runs out.",
            "Watch it; see whether every creator is affected.",
        ),
        never=Never(remedies=(Remedy.RECONNECT,), phrases=("reconnect",)),
    ),
)
