"""The names of TikTok's media Specs, and the Specs behind them."""

import pytest

from media.specs import TIKTOK_PHOTO, TIKTOK_VIDEO
from publisher.tiktok import own_reasons, specs
from publisher.tiktok.catalogue.tables import BY_KEY


@pytest.mark.parametrize(
    ("photos", "seconds", "name"),
    [
        (False, 600, "tiktok-video@600"),
        (False, 60, "tiktok-video@60"),
        (False, 3600, "tiktok-video@600"),
        (False, None, "tiktok-video"),
        (False, 0, "tiktok-video"),
        (True, 60, "tiktok-photo"),
        (True, None, "tiktok-photo"),
    ],
)
def test_a_spec_is_named_for_the_creators_length(photos, seconds, name):
    assert specs.name(photos=photos, max_seconds=seconds) == name
    assert specs.spec(name) is not None


def test_a_name_leads_back_to_its_spec():
    assert specs.spec("tiktok-video") == TIKTOK_VIDEO
    assert specs.spec("tiktok-photo") == TIKTOK_PHOTO
    assert specs.spec("tiktok-video@60").max_seconds == 60
    assert specs.spec("tiktok-video@99999").max_seconds == TIKTOK_VIDEO.max_seconds


@pytest.mark.parametrize(
    "name", ["", "tiktok-video@", "tiktok-video@x", "tiktok-photo@60", "other"]
)
def test_any_other_name_is_no_spec(name):
    assert specs.spec(name) is None


def test_no_reason_of_ours_hides_one_of_the_catalogue():
    ours = own_reasons.every()

    assert not set(ours) & set(BY_KEY)
    assert all(code.startswith("tiktok.") and one.says and one.do for code, one in ours.items())
