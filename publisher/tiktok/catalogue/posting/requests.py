"""What a posting request asks for, and what the client or the creator's app may do."""

from publisher.domain.reasons import Actor, Handling, Remedy, Words
from publisher.tiktok.catalogue import sources, stances
from publisher.tiktok.catalogue.entry import Category, Claim, Exchange, Never, Surface, entry

POSTING = (Surface.POSTING,)
INITS = (Exchange.VIDEO_INIT, Exchange.INBOX_INIT, Exchange.CONTENT_INIT)
DIRECT = (Exchange.VIDEO_INIT, Exchange.CONTENT_INIT)
AGAIN = (Handling.BACK_OFF, Handling.NEW_ATTEMPT, Handling.RESLOT)

ENTRIES = (
    entry(
        "unaudited_client_can_only_post_to_private_accounts",
        stances.UNAUDITED,
        Category.APP_STATUS,
        POSTING,
        at=DIRECT,
        http=(403,),
        also=((Actor.CREATOR, Remedy.MAKE_ACCOUNT_PRIVATE),),
        creator=Words(
            "TikTok lets this app post only to private accounts for now, and yours is public.",
            "TikTok has not audited the app yet; until then the whole account must be private.",
            "Wait until the app has been audited, or set your account to private in TikTok.",
        ),
        caller=Words(
            "The TikTok client is not audited, and the creator's account is public.",
            "The rule is about the account itself, whatever visibility the post asks for.",
            "Ask the operator for the audit; meanwhile the creator's account must be private.",
        ),
        support=Words(
            "An unaudited client met a public account.",
            "A post's own visibility is no way out: TikTok looks at the account.",
            "Say both ways: the operator has the client audited, or the creator makes the account "
            "private in TikTok.",
        ),
        never=Never(
            remedies=(Remedy.CHANGE_OPTIONS, Remedy.RECONNECT),
            handlings=AGAIN,
            phrases=("only me", "self_only", "retry", "try again", "reconnect"),
        ),
        official="Clients that have not passed the audit can post to private accounts only.",
        sources=(sources.DIRECT_POST, sources.GUIDELINES, sources.FIELD),
        claims=(
            Claim(sources.GUIDELINES, "unaudited posts are limited to the most private visibility"),
            Claim(sources.GUIDELINES, "the account must be private when posting", holds=True),
            Claim(
                sources.FIELD, "the most private visibility on a public account: 403", holds=True
            ),
        ),
    ),
    entry(
        "url_ownership_unverified",
        stances.UNVERIFIED_DOMAIN,
        Category.APP_STATUS,
        POSTING,
        at=(*INITS, Exchange.CANCEL),
        http=(403,),
        creator=Words(
            "The service that posts for you is not fully set up yet.",
            "TikTok wants proof that the service owns the address of its pictures and films.",
            "Nothing: the people who run the service have to give that proof.",
        ),
        caller=Words(
            "TikTok was to fetch media from an address that it has not verified.",
            "The host or address prefix must be registered with the TikTok client.",
            "Tell the operator the host; the post waits meanwhile.",
        ),
        support=Words(
            "The media address is outside every verified domain and prefix of the client.",
            "Verification is separate for sandbox and production, and a prefix covers only itself.",
            "Name the host to the operator, who verifies it in TikTok's developer portal.",
        ),
        never=Never(
            remedies=(Remedy.ASK_CREATOR_IN_TIKTOK, Remedy.RECONNECT, Remedy.REPLACE_MEDIA),
            handlings=AGAIN,
            phrases=("ask the creator", "reconnect"),
        ),
        official="The client has not verified that it owns the address of the media.",
        sources=(sources.TRANSFER_GUIDE, sources.DIRECT_POST, sources.PHOTO),
        claims=(
            Claim(sources.TRANSFER_GUIDE, "an error of the request", holds=True),
            Claim(sources.ENUMS, "listed among fail reasons"),
        ),
    ),
    entry(
        "privacy_level_option_mismatch",
        stances.NEW_OPTIONS,
        Category.APP_STATUS,
        POSTING,
        at=DIRECT,
        http=(403,),
        creator=Words(
            "The visibility chosen for this post is not available on your TikTok now.",
            "What TikTok offers depends on your account, and may have changed since.",
            "Choose one of the visibilities that are offered now.",
        ),
        caller=Words(
            "The post's privacy level is missing or not among this creator's options.",
            "The options change, for example when the account becomes private.",
            "Read the creator's current options and let the creator choose one of them.",
        ),
        support=Words(
            "The privacy level does not fit the creator's current options.",
            "We send exactly what was chosen, and stop when TikTok no longer offers it.",
            "Show the current options and have the creator choose.",
        ),
        never=Never(
            remedies=(Remedy.RECONNECT,),
            handlings=AGAIN,
            phrases=("we chose", "we changed the visibility", "fallback"),
        ),
        official="The privacy level is missing or is not one of the creator's options.",
        sources=(sources.DIRECT_POST, sources.PHOTO),
    ),
    entry(
        "invalid_params",
        stances.OUR_CALL,
        Category.SERVER,
        POSTING,
        aliases=("invalid_param",),
        at=(*INITS, Exchange.USER_INFO),
        http=(400, 403),
        also=((Actor.CALLER, Remedy.CORRECT_REQUEST),),
        alarm=True,
        creator=Words(
            "TikTok could not read part of what we sent.",
            "That is most likely our mistake, and we have been told.",
            "Nothing for now: we look into it and come back.",
        ),
        caller=Words(
            "TikTok refused a field of the request.",
            "Our checks should have caught it; TikTok's message sometimes names the part.",
            "Compare caption, privacy level and media with the rules; otherwise wait for us.",
        ),
        support=Words(
            "TikTok found a parameter missing or wrong.",
            "No rule of ours matched, so we sent something that we should have refused.",
            "Read TikTok's message beside the request, and pass both with the log id to us.",
        ),
        never=Never(handlings=AGAIN, remedies=(Remedy.RECONNECT,), phrases=("reconnect",)),
        official="One or more fields of the request are missing or not valid; see the message.",
        sources=(sources.ERROR_HANDLING, sources.DIRECT_POST, sources.FIELD),
        claims=(
            Claim(sources.DIRECT_POST, "spelt invalid_param", holds=True),
            Claim(sources.ERROR_HANDLING, "spelt invalid_params", holds=True),
            Claim(sources.FIELD, "live inits say invalid_params", holds=True),
            Claim(sources.BUNDLE, "filed under server errors", holds=True),
        ),
    ),
    entry(
        "invalid_file_upload",
        stances.NEW_FILE,
        Category.MEDIA,
        POSTING,
        at=(Exchange.VIDEO_INIT, Exchange.INBOX_INIT),
        http=(400,),
        alarm=True,
        creator=Words(
            "TikTok did not accept the file of this post.",
            "It is damaged or not of a kind that TikTok takes.",
            "Export the film or picture once more and hand that file in.",
        ),
        caller=Words(
            "TikTok says that the file does not meet its specifications.",
            "Our preparation should have made it fit, so we have been told as well.",
            "Hand in a clean export of the media.",
        ),
        support=Words(
            "TikTok refused the file as outside its specifications.",
            "Either our preparation missed something or the bytes were damaged on the way.",
            "Compare what was measured before and after; ask for another export.",
        ),
        never=Never(handlings=AGAIN, remedies=(Remedy.RECONNECT,), phrases=("reconnect",)),
        official="The uploaded file does not meet the API's specifications.",
        sources=(sources.ERROR_HANDLING,),
    ),
    entry(
        "app_version_check_failed",
        stances.UPDATE_APP,
        Category.REQUEST,
        POSTING,
        at=(Exchange.CONTENT_INIT,),
        http=(400,),
        creator=Words(
            "The TikTok app on your phone is too old for this kind of draft.",
            "Photo drafts need version 31.8 of the TikTok app or a later one.",
            "Update the TikTok app; then the app that posts for you can send it afresh.",
        ),
        caller=Words(
            "The creator's TikTok app is too old to receive photo drafts.",
            "TikTok delivers photos to the inbox from app version 31.8 on.",
            "Ask the creator to update TikTok, then release the post; or post directly.",
        ),
        support=Words(
            "The creator's phone runs a TikTok app older than 31.8.",
            "Only photo drafts are affected; direct posts are not.",
            "Ask for an update of the TikTok app and release the post afterwards.",
        ),
        never=Never(
            handlings=AGAIN,
            remedies=(Remedy.RECONNECT,),
            phrases=("retry", "try again", "reconnect"),
        ),
        official="Photo drafts need TikTok app version 31.8 or later on the creator's device.",
        sources=(sources.PHOTO,),
    ),
)
