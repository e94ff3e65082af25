"""What TikTok's consent page says in its address when it stops before the creator can agree."""

from typing import Any

from publisher.domain.reasons import Handling, Remedy, Words
from publisher.tiktok.catalogue import sources, stances
from publisher.tiktok.catalogue.entry import Category, Entry, Exchange, Never, Surface, entry

SETUP = "The service that you are connecting to is not set up correctly."
SETUP_DO = "Nothing: the people who run the service have to correct it."
NOT_THE_CREATOR = Never(
    remedies=(Remedy.RECONNECT, Remedy.ASK_CREATOR_IN_TIKTOK),
    handlings=(Handling.BACK_OFF, Handling.NEW_ATTEMPT),
    phrases=("reconnect", "connect again"),
)


def _page(
    code: str, official: str, creator: Words, caller: Words, support: Words, **rest: Any
) -> Entry:
    return entry(
        code,
        stances.WRONG_CLIENT,
        Category.AUTHENTICATION,
        (Surface.OAUTH,),
        key=f"tiktok.consent.{code}",
        at=(Exchange.AUTHORIZE,),
        official=official,
        creator=creator,
        caller=caller,
        support=support,
        never=NOT_THE_CREATOR,
        sources=(sources.FIELD,),
        **rest,
    )


ENTRIES = (
    _page(
        "client_key",
        "Not documented; the address of the error page carries it as error_type.",
        Words(SETUP, "TikTok does not know the service's key.", SETUP_DO),
        Words(
            "TikTok does not know the client key on the consent page.",
            "It is mistyped, belongs to a draft, or was sent under the name client_id.",
            "Tell the operator.",
        ),
        Words(
            "The consent page rejects the client key.",
            "Sandbox keys begin with sb; production keys work only after review.",
            "Have the operator compare key, environment and review state in the portal.",
        ),
        aliases=("10003",),
    ),
    _page(
        "non_sandbox_target",
        "Not documented; the address of the error page carries it as error_type.",
        Words(
            "This app is being tested, and your TikTok is not on its list of testers.",
            "A TikTok sandbox admits ten named people.",
            "Ask the people who run the app to add your TikTok to the list.",
        ),
        Words(
            "The creator is not a target of the client's sandbox.",
            "A sandbox admits ten people, each of whom must be listed and accept the terms.",
            "Have the operator list the creator, which can take an hour to work.",
        ),
        Words(
            "Somebody outside the sandbox's list tried to connect.",
            "The client's key is a sandbox key.",
            "Have the operator add the person in the portal, or use the production client.",
        ),
    ),
    _page(
        "redirect_uri",
        "The redirect address must be one of those registered for the client.",
        Words(
            SETUP, "TikTok does not know the address to which it should send you back.", SETUP_DO
        ),
        Words(
            "The redirect address is not registered for the client.",
            "It is compared byte for byte; a slash at the end counts.",
            "Tell the operator the address that was used.",
        ),
        Words(
            "The consent page rejects the redirect address.",
            "Ten addresses can be registered; web ones need https, no query and no fragment.",
            "Have the operator copy the address of this installation into the portal.",
        ),
    ),
    _page(
        "code_challenge",
        "Desktop clients must send a code challenge: the hex digest of the verifier's SHA-256.",
        Words(SETUP, "A safety value in the request to TikTok is missing or wrong.", SETUP_DO),
        Words(
            "TikTok misses a code challenge or cannot use it.",
            "TikTok wants it as lower-case hex, unlike the usual standard.",
            "Tell the operator.",
        ),
        Words(
            "The consent page rejects the code challenge.",
            "Loopback addresses need one; its spelling is hex, not base64.",
            "Pass it on to us with the address of the error page.",
        ),
    ),
    _page(
        "scope",
        "Every requested scope must be approved for the client.",
        Words(SETUP, "It asks TikTok for permissions that it has not been given.", SETUP_DO),
        Words(
            "A scope in the consent request is not available to this client.",
            "It was not requested in the portal, or not approved yet.",
            "Tell the operator which scopes were asked for.",
        ),
        Words(
            "The consent page rejects a scope.",
            "Scopes are joined with commas and belong to approved products.",
            "Have the operator compare them with the portal.",
        ),
    ),
)
