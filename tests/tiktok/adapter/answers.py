"""Answers made up by tests, in TikTok's envelope, and the instant at which they come."""

import json
from datetime import UTC, datetime

import httpx

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LOG_ID = "20260302120000ABCDEF0123456789ABCD"


def enveloped(http=200, code="ok", message="", data=None, **headers):
    error = {"code": code, "message": message, "log_id": LOG_ID}
    body = json.dumps({"data": {} if data is None else data, "error": error})
    return httpx.Response(http, content=body, headers=headers)
