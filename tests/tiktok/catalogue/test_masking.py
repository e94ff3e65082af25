"""Secrets in a pasted input never come back out."""

import json

import pytest

from publisher.tiktok.masks import mask
from publisher.tiktok.translate import translate

SECRET = "Zq7Secret9x"

HOLDERS = [
    f"Authorization: Bearer act.{SECRET}!4567.u1 code=spam_risk_text",
    f'{{"headers": {{"Authorization": "Bearer act.{SECRET}"}}, "error": {{"code": "spam_risk"}}}}',
    f"Access-Token: {SECRET}",
    f'{{"access_token":"act.{SECRET}","refresh_token":"rft.{SECRET}*1!6431.u1"}}',
    f'{{\\"client_secret\\":\\"{SECRET}\\",\\"error\\":\\"invalid_client\\"}}',
    f"client_key=aw123&client_secret={SECRET}&grant_type=refresh_token&refresh_token=rft.{SECRET}",
    f"https://app.example/cb?code={SECRET}%2A1%216431.u1&state=s&error=access_denied",
    f"clt.{SECRET}",
    f"PUT https://open-upload.tiktokapis.com/video/?upload_id=7&upload_token={SECRET} 403",
    f"PUT https://upload.us.tiktokapis.com/x/{SECRET} failed",
    f'{{"data":{{"upload_url":"https:\\/\\/open-upload-sg.tiktokapis.com\\/u\\/?t={SECRET}"}}}}',
    f"upload_url: https://elsewhere.example/{SECRET}",
    f"TikTok-Signature: t=1633174587,s={SECRET}",
    f"code_verifier={SECRET}",
    f"https://elsewhere.example/page?ticket={SECRET}",
    f"our key is pub_live_{SECRET}",
    f"{{'client_secret': '{SECRET}'}}",
    f'{{"error":{{"code":"spam_risk","message":"token act.{SECRET} refused","log_id":"x"}}}}',
    f'{{"error":{{"code":"act.{SECRET}","message":"","log_id":"x"}}}}',
]


@pytest.mark.parametrize("text", HOLDERS)
def test_no_secret_is_handed_back_in_any_field(text):
    for given in (text, text.encode(), json.dumps(text), {"inner": text}):
        assert SECRET not in json.dumps(translate(given).as_json())


def test_a_secret_at_the_cut_is_masked_as_a_whole():
    for ahead in range(1900, 2010):
        found = translate("x" * ahead + f" act.{SECRET}{'y' * 60}")
        assert SECRET[:6] not in found.raw


@pytest.mark.parametrize(
    "text",
    ["access_token_invalid", "spam_risk_text", "invalid_file_upload", "no secret here", ""],
)
def test_what_is_no_secret_stays_readable(text):
    assert mask(text) == text


def test_masking_twice_changes_nothing_more():
    for text in HOLDERS:
        assert mask(mask(text)) == mask(text)
