"""The public references that the catalogue answers for, with the headings that they give."""

import pytest

from publisher.domain.reasons import Headline
from publisher.tiktok.catalogue.entry import Category, Surface
from publisher.tiktok.catalogue.tables import BY_KEY, meanings
from publisher.tiktok.translate import translate

RECONNECT, FIX, RETRY = Headline.RECONNECT, Headline.FIX_INPUT, Headline.RETRY

PATTERNS = [
    (Category.AUTHENTICATION, "access_token_invalid", RECONNECT),
    (Category.AUTHENTICATION, "scope_not_authorized", RECONNECT),
    (Category.AUTHENTICATION, "scope_permission_missed", RECONNECT),
    (Category.SPAM, "spam_risk_user_banned_from_posting", FIX),
    (Category.SPAM, "spam_risk_text", FIX),
    (Category.SPAM, "spam_risk_too_many_posts", FIX),
    (Category.SPAM, "spam_risk_too_many_pending_share", FIX),
    (Category.SPAM, "spam_risk", FIX),
    (Category.SPAM, "reached_active_user_cap", FIX),
    (Category.VIDEO_FORMAT, "file_format_check_failed", FIX),
    (Category.VIDEO_FORMAT, "duration_check_failed", FIX),
    (Category.VIDEO_FORMAT, "frame_rate_check_failed", FIX),
    (Category.VIDEO_FORMAT, "picture_size_check_failed", FIX),
    (Category.VIDEO_FORMAT, "video duration", FIX),
    (Category.VIDEO_FORMAT, "file size", FIX),
    (Category.MEDIA, "video_pull_failed", RETRY),
    (Category.MEDIA, "photo_pull_failed", RETRY),
    (Category.MEDIA, "invalid_file_upload", FIX),
    (Category.RATE_LIMIT, "rate_limit_exceeded", RETRY),
    (Category.RATE_LIMIT, "too many requests", RETRY),
    (Category.APP_STATUS, "unaudited_client_can_only_post_to_private_accounts", FIX),
    (Category.APP_STATUS, "url_ownership_unverified", FIX),
    (Category.APP_STATUS, "privacy_level_option_mismatch", FIX),
    (Category.SERVER, "internal", RETRY),
    (Category.SERVER, "invalid_params", FIX),
]


def test_there_are_25_patterns_in_7_categories():
    assert len(PATTERNS) == 25
    assert len({category for category, _, _ in PATTERNS}) == 7


@pytest.mark.parametrize(("category", "code", "outcome"), PATTERNS, ids=[p[1] for p in PATTERNS])
def test_a_pattern_has_the_category_and_the_heading_that_its_source_gives(category, code, outcome):
    for found in (meanings(code)[0], translate(code).entry):
        assert found.category is category
        assert found.reason.outcome is outcome


@pytest.mark.parametrize(
    ("category", "count"),
    [
        (Category.API_AND_AUTHENTICATION, 10),
        (Category.CAMPAIGN_MANAGEMENT, 7),
        (Category.AD_GROUP_CONFIGURATION, 12),
        (Category.CREATIVE_AND_ADS, 14),
        (Category.PIXEL_AND_TRACKING, 6),
        (Category.ACCOUNT_AND_BILLING, 8),
        (Category.AUDIENCES_AND_TARGETING, 7),
        (Category.REPORTING_AND_DATA, 5),
        (Category.DELIVERY_AND_POLICY, 8),
        (Category.CATALOG_AND_PRODUCTS, 5),
        (Category.SPARK_ADS_AND_CREATORS, 4),
        (Category.PLATFORM_AND_SYSTEM, 9),
        (Category.CAMPAIGN_CONFIGURATION, 5),
    ],
)
def test_the_decoder_has_as_many_names_in_each_category_as_its_source(category, count):
    named = [one for one in BY_KEY.values() if one.category is category]
    assert len(named) == count
    assert all(Surface.ADS in one.surfaces for one in named)


@pytest.mark.parametrize(
    ("code", "claims"),
    [("40001", 5), ("40002", 5), ("40100", 5), ("40103", 2), ("40104", 3), ("50002", 3)],
)
def test_a_disputed_number_lists_every_claim_and_follows_the_official_one(code, claims):
    one = BY_KEY[f"tiktok.business.{code}"]
    assert len(one.claims) == claims
    followed = [claim for claim in one.claims if claim.holds]
    assert followed
    assert "Return Codes" in followed[0].source.name


@pytest.mark.parametrize(
    ("code", "outcome"),
    [("50002", RETRY), ("429", RETRY), ("2200006", RETRY), ("401", RECONNECT)],
)
def test_the_numbers_of_the_guides_keep_the_heading_that_the_guides_give(code, outcome):
    assert meanings(code, Surface.GUIDE)[0].reason.outcome is outcome


def test_the_schedule_of_50002_doubles_from_one_second_and_then_is_patient():
    patience = BY_KEY["tiktok.business.50002"].patience
    assert patience is not None
    assert [wait.total_seconds() for wait in patience.quick] == [1, 2, 4, 8, 16]
    assert patience.first.total_seconds() > 16
