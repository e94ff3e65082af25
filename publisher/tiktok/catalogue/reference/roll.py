"""The roll call: every code of every source, written down apart from the entries, and counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from publisher.tiktok.catalogue.entry import Surface
from publisher.tiktok.catalogue.tables import meanings


@dataclass(frozen=True, slots=True)
class Page:
    """One source's codes, and the surfaces on which an entry counts as found."""

    title: str
    surfaces: tuple[Surface, ...]
    codes: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The codes for which the catalogue has no entry on these surfaces."""
        return tuple(
            code for code in self.codes if not any(meanings(code, one) for one in self.surfaces)
        )


def _page(title: str, surfaces: tuple[Surface, ...], codes: str, *phrases: str) -> Page:
    return Page(title, surfaces, (*codes.split(), *phrases))


_V2 = (Surface.POSTING, Surface.FAIL_REASON, Surface.PHRASE)

ROLL: Mapping[str, Page] = MappingProxyType(
    {
        "content_posting": _page(
            "Content Posting API and general v2 codes",
            (Surface.POSTING,),
            """
            ok access_token_invalid scope_not_authorized scope_permission_missed invalid_params
            invalid_param invalid_file_upload rate_limit_exceeded internal_error
            app_version_check_failed invalid_publish_id
            token_not_authorized_for_specified_publish_id publish_not_cancellable
            spam_risk_too_many_posts spam_risk_user_banned_from_posting reached_active_user_cap
            spam_risk_too_many_pending_share unaudited_client_can_only_post_to_private_accounts
            url_ownership_unverified privacy_level_option_mismatch
            """,
        ),
        "upload": _page(
            "Media Transfer Guide, answers to chunks",
            (Surface.TRANSFER,),
            "201 206 400 403 404 416 5xx",
        ),
        "fail_reasons": _page(
            "Get Post Status, fail reasons",
            (Surface.FAIL_REASON,),
            """
            file_format_check_failed duration_check_failed frame_rate_check_failed
            picture_size_check_failed internal video_pull_failed photo_pull_failed
            publish_cancelled auth_removed spam_risk_too_many_posts
            spam_risk_user_banned_from_posting spam_risk_text spam_risk
            """,
        ),
        "oauth": _page(
            "OAuth errors and consent page",
            (Surface.OAUTH,),
            """
            access_denied invalid_client invalid_grant invalid_request invalid_scope
            unauthorized_client unsupported_grant_type unsupported_response_type server_error
            temporarily_unavailable client_key non_sandbox_target
            """,
        ),
        "webhooks": _page(
            "Webhook Events, reasons of a removed authorisation",
            (Surface.WEBHOOK,),
            """
            authorization.removed:0 authorization.removed:1 authorization.removed:2
            authorization.removed:3 authorization.removed:4 authorization.removed:5
            """,
        ),
        # The appendix has 72 codes beside 0, which is success.
        "business": _page(
            "API for Business, return codes",
            (Surface.BUSINESS,),
            """
            20001 40000 40001 40002 40006 40007 40008 40009 40010 40011 40013 40014 40016 40050
            40051 40052 40053 40065 40100 40101 40102 40103 40104 40105 40106 40107 40108 40109
            40110 40112 40113 40115 40116 40117 40118 40119 40121 40122 40124 40125 40132 40133
            40200 40201 40202 40300 40301 40502 40700 40900 40901 40902 40903 40904 40905 40906
            40907 40908 40909 40910 40911 40912 40913 40914 40915 41000 41001 41002 50000 50002
            51305 60001
            """,
        ),
        "seeds000_001_004": _page(
            "AdSkull, error pages", (Surface.GUIDE,), "50002 429 2200006 40001 40002 40100 401"
        ),
        "seeds002": _page(
            "bundle.social, error patterns",
            _V2,
            """
            access_token_invalid scope_not_authorized scope_permission_missed
            spam_risk_user_banned_from_posting spam_risk_text spam_risk_too_many_posts
            spam_risk_too_many_pending_share spam_risk reached_active_user_cap
            file_format_check_failed duration_check_failed frame_rate_check_failed
            picture_size_check_failed video_pull_failed photo_pull_failed invalid_file_upload
            rate_limit_exceeded unaudited_client_can_only_post_to_private_accounts
            url_ownership_unverified privacy_level_option_mismatch internal invalid_params
            """,
            "video duration",
            "file size",
            "too many requests",
        ),
        "seeds003": _page(
            "TikTok Ads Error Decoder",
            (Surface.ADS,),
            """
            40001 40002 40100 40300 40400 40500 42900 50000 50002 40003
            CAMPAIGN_BUDGET_TOO_LOW CAMPAIGN_NAME_DUPLICATE CAMPAIGN_LIMIT_EXCEEDED
            INVALID_CAMPAIGN_TYPE CAMPAIGN_MODIFY_ARCHIVED CAMPAIGN_OBJECTIVE_MISMATCH
            SPECIAL_INDUSTRY_NOT_DECLARED ADGROUP_BUDGET_TOO_LOW ADGROUP_SCHEDULE_INVALID
            ADGROUP_TARGETING_TOO_NARROW ADGROUP_TARGETING_TOO_BROAD INVALID_PLACEMENT
            INVALID_OPTIMIZATION_GOAL BID_TOO_LOW BID_TOO_HIGH ADGROUP_NAME_DUPLICATE
            ADGROUP_LIMIT_EXCEEDED INVALID_BILLING_EVENT CONVERSION_WINDOW_INVALID
            VIDEO_TOO_SHORT VIDEO_TOO_LONG VIDEO_FORMAT_UNSUPPORTED VIDEO_RESOLUTION_TOO_LOW
            VIDEO_FILE_TOO_LARGE IMAGE_RESOLUTION_INVALID AD_TEXT_TOO_LONG CREATIVE_REJECTED
            LANDING_PAGE_INVALID CREATIVE_LIMIT_EXCEEDED THUMBNAIL_INVALID
            MUSIC_COPYRIGHT_VIOLATION DISPLAY_NAME_INVALID CTA_INVALID PIXEL_NOT_FOUND
            PIXEL_NO_ACTIVITY CONVERSION_EVENT_INVALID PIXEL_DUPLICATE_EVENT
            EVENTS_API_AUTH_FAILED ATTRIBUTION_MISMATCH ACCOUNT_SUSPENDED ACCOUNT_IN_REVIEW
            PAYMENT_FAILED INSUFFICIENT_BALANCE BUSINESS_VERIFICATION_REQUIRED
            ADVERTISER_ID_INVALID TIMEZONE_LOCKED CURRENCY_LOCKED CUSTOM_AUDIENCE_TOO_SMALL
            LOOKALIKE_SOURCE_TOO_SMALL AUDIENCE_FILE_FORMAT_INVALID AUDIENCE_EXPIRED
            INTEREST_CATEGORY_INVALID EXCLUDED_AUDIENCE_OVERLAP HASHTAG_AUDIENCE_UNAVAILABLE
            REPORT_DATE_RANGE_INVALID REPORT_DIMENSIONS_CONFLICT REPORT_METRICS_INVALID
            REPORT_GENERATION_TIMEOUT DATA_NOT_AVAILABLE_YET AD_NOT_DELIVERING
            LEARNING_PHASE_INCOMPLETE AD_POLICY_VIOLATION AD_ACCOUNT_LOW_QUALITY
            FREQUENCY_CAP_REACHED CREATIVE_FATIGUE IOS14_TRACKING_LIMITED LANDING_PAGE_SLOW
            CATALOG_NOT_FOUND PRODUCT_SET_EMPTY PRODUCT_FEED_SYNC_FAILED PRODUCT_DISAPPROVED
            CATALOG_PERMISSIONS_ERROR SPARK_AD_AUTH_EXPIRED SPARK_AD_POST_NOT_FOUND
            SPARK_AD_CODE_INVALID CREATOR_MARKETPLACE_INELIGIBLE SANDBOX_LIMITATION
            API_VERSION_DEPRECATED WEBHOOK_DELIVERY_FAILED RATE_LIMIT_APP_LEVEL
            IDEMPOTENCY_KEY_CONFLICT FEATURE_NOT_AVAILABLE CONCURRENT_MODIFICATION
            BATCH_PARTIAL_FAILURE ASYNC_TASK_EXPIRED DAYPARTING_INVALID DEEP_LINK_INVALID
            IDENTITY_TYPE_MISMATCH BUDGET_SCHEDULE_CONFLICT SPLIT_TEST_CONFLICT
            """,
        ),
    }
)


def listed() -> str:
    """Found and asked per source, as a Markdown list."""
    return "".join(
        f"- {page.title}: {len(page.codes) - len(page.missing)} of {len(page.codes)}\n"
        for page in ROLL.values()
    )


def counts() -> str:
    """Found and asked per source, in one line."""
    return " ".join(
        f"{name}={len(page.codes) - len(page.missing)}/{len(page.codes)}"
        for name, page in ROLL.items()
    )


def absent() -> tuple[str, ...]:
    """`source: code` for every code without an entry; empty when the catalogue is whole."""
    return tuple(f"{name}: {code}" for name, page in ROLL.items() for code in page.missing)
