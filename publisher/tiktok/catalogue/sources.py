"""The pages behind the catalogue, each with the date of the copy that was read."""

from publisher.tiktok.catalogue.entry import Source

_OLDER = "copy older than 2026-09; agrees with summaries of 2026-10"
_SEPTEMBER = "2026-09-11"

ERROR_HANDLING = Source("TikTok for Developers: Error Handling (Server API)", _OLDER)
CREATOR_INFO = Source("TikTok for Developers: Query Creator Info", _OLDER)
DIRECT_POST = Source("TikTok for Developers: Direct Post", _SEPTEMBER)
UPLOAD = Source("TikTok for Developers: Upload (drafts)", _OLDER)
PHOTO = Source("TikTok for Developers: Photo", _SEPTEMBER)
TRANSFER_GUIDE = Source("TikTok for Developers: Media Transfer Guide", _SEPTEMBER)
GUIDELINES = Source("TikTok for Developers: Content Sharing Guidelines", _SEPTEMBER)
STATUS = Source("TikTok for Developers: Get Post Status", _OLDER)
OAUTH_ERRORS = Source("TikTok for Developers: OAuth Error Handling", _OLDER)
LOGIN_WEB = Source("TikTok for Developers: Login Kit for Web", _OLDER)
LOGIN_DESKTOP = Source("TikTok for Developers: Login Kit for Desktop", _OLDER)
USER_INFO = Source("TikTok for Developers: Get User Info", _OLDER)
WEBHOOKS = Source("TikTok for Developers: Webhook Events", _OLDER)
SANDBOX = Source("TikTok for Developers: Add a Sandbox", _OLDER)
RETURN_CODES = Source(
    "TikTok API for Business: Appendix, Return Codes (transcribed in api-evangelist/tiktok-ads)",
    "2026-08-13",
)
FIELD = Source("Measured against the live service by several independent projects", "2025 to 2026")
BUNDLE = Source("bundle.social: TikTok API errors and troubleshooting", "2026-05")
DECODER = Source("TikTok Ads Error Decoder (public web page)", "undated, read 2026")
ADSKULL = Source("AdSkull: TikTok API error pages", "undated, read 2026")
ADSKULL_429 = Source("AdSkull: TikTok API Error 429", "2026-06-06")
SLEEKFLOW = Source("SleekFlow: TikTok troubleshooting table", "read 2026")
AIRBYTE = Source("Airbyte: tests of the TikTok Marketing source", "read 2026")
ENUMS = Source("Enumerations in several third-party client libraries", "read 2026")
OURSELVES = Source("This project", "2026")
