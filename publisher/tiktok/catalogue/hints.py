"""Whole messages of TikTok's that tell more than their code; compared whole, never searched."""

from collections.abc import Mapping
from types import MappingProxyType

HINTS: Mapping[str, str] = MappingProxyType(
    {
        message.casefold(): hint
        for message, hint in {
            "The access token is invalid or not found in the request.": (
                "The Authorization header was missing, or its token is no longer valid."
            ),
            "The user did not authorize the scope required for completing this request.": (
                "The granted scopes lack the one that this endpoint needs."
            ),
            "Please review our integration guidelines at https://developers.tiktok.com/doc/"
            "content-sharing-guidelines/": (
                "The message hides the cause: the client is not audited and the account is public."
            ),
            "Please review our URL ownership verification rules at https://developers.tiktok.com/"
            "doc/content-posting-api-media-transfer-guide/#pull_from_url": (
                "The host of the media address is not verified for this client."
            ),
            "The request post info is empty or incorrect": (
                "The privacy level is missing or not one that exists, or a photo's title is longer "
                "than 90 UTF-16 units."
            ),
            "The request source info is empty or incorrect": (
                "The description of the media is incomplete: size, chunks or addresses."
            ),
            "The chunk size is invalid": (
                "Chunks must have 5 to 64 MB; a single chunk must be exactly the file's size."
            ),
            "The total chunk count is invalid": (
                "The count is the size divided by the chunk size, rounded down."
            ),
            "Invalid media_type or post_mode": (
                "This endpoint takes only PHOTO, with DIRECT_POST or MEDIA_UPLOAD."
            ),
            "invalid_publish_id": "TikTok does not know this publish id.",
            "Redirect_uri is not matched with the uri when requesting code.": (
                "The redirect address of the token call differs from that of the consent page."
            ),
            "The request parameters are malformed.": "A field of the OAuth request is missing.",
            "Client secret is missed in request.": "client_secret must stand in the form body.",
            "Authorization code is expired.": "The code was exchanged too late, or twice.",
            "Code verifier or code challenge is invalid.": (
                "TikTok wants the challenge as lower-case hex of SHA-256, not as base64url."
            ),
            "Access token is null, you should set it in http header with key Access-Token.": (
                "Business calls carry the token in a header named Access-Token, without Bearer."
            ),
            "App reaches the QPS limit.": "The app's calls per second are used up.",
        }.items()
    }
)

# An unknown id was also seen under another code, with the right code as its message.
MESSAGE_CODES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("invalid_params", "invalid_publish_id"): "invalid_publish_id",
        ("invalid_param", "invalid_publish_id"): "invalid_publish_id",
    }
)

# Words that other programs or single reports use, though no page of TikTok's does: (our nearest
# entries, what is known). They stay unknown; the entries are only suggested.
FOLKLORE: Mapping[str, tuple[tuple[str, ...], str]] = MappingProxyType(
    {
        "video_bitrate_check_failed": (
            ("tiktok.file_format_check_failed",),
            "Other programs list it; TikTok documents no check of the bitrate.",
        ),
        "auth_failed": (
            ("tiktok.access_token_invalid", "tiktok.oauth.invalid_grant"),
            "Other programs list it; TikTok does not send it.",
        ),
        "token_expired": (
            ("tiktok.access_token_invalid", "tiktok.business.40102"),
            "Other programs list it; TikTok does not send it.",
        ),
        "insufficient_permissions": (
            ("tiktok.scope_not_authorized", "tiktok.business.40001"),
            "Other programs list it; TikTok does not send it.",
        ),
        "privacy_level_not_authorized": (
            ("tiktok.privacy_level_option_mismatch",),
            "Other programs list it; TikTok does not send it.",
        ),
        "40064": (
            ("tiktok.business.40001",),
            "Reported once as a restriction on messages; not in TikTok's table.",
        ),
        "51021": (
            ("tiktok.business.40100",),
            "Reported once as too many requests; not in TikTok's table.",
        ),
    }
)
