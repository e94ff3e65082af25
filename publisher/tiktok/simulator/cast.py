"""The clients and creators that are there from the start: one creator for each kind of trouble."""

from __future__ import annotations

from publisher.tiktok.simulator.records import Client, Creator

# From the page "Scopes Reference" [D]
SCOPES = (
    "user.info.basic",
    "user.info.profile",
    "user.info.stats",
    "video.list",
    "video.upload",
    "video.publish",
)
# A port may be `*` for loopback addresses ("Login Kit for Desktop") [D]
REDIRECTS = (
    "http://127.0.0.1:*/connect/tiktok/callback",
    "http://localhost:*/connect/tiktok/callback",
)
# Loopback hosts count as verified domains here; the real TikTok verifies no such thing [I]
VERIFIED = ("localhost", "127.0.0.1")

CLIENTS = (
    Client("sim_client_key", "sim_client_secret", "Simulated client", REDIRECTS, SCOPES, VERIFIED),
    Client(
        "sim_unaudited_key",
        "sim_unaudited_secret",
        "Simulated client before its audit",
        REDIRECTS,
        SCOPES,
        VERIFIED,
        audited=False,
    ),
)

CREATORS = (
    Creator("anna_public", "Anna Public", "a public profile; everything works"),
    Creator("paul_private", "Paul Private", "a private profile", private=True),
    Creator("cara_quiet", "Cara Quiet", "nobody may comment", comments_off=True),
    Creator("dora_solo", "Dora Solo", "no duets, no stitches", duet_off=True, stitch_off=True),
    Creator("sid_short", "Sid Short", "videos of 60 seconds at most", max_seconds=60),
    Creator("lena_long", "Lena Long", "videos of an hour", max_seconds=3600),
    Creator("ben_banned", "Ben Banned", "banned from posting", banned=True),
    Creator("carl_capped", "Carl Capped", "at the daily cap of posts", daily_cap=0),
    Creator("penny_pending", "Penny Pending", "no room for a draft", pending_cap=0),
    Creator(
        "quinn_quota", "Quinn Quota", "the client's active creators are used up", quota_full=True
    ),
    Creator("olga_old", "Olga Old", "a TikTok app too old for photo drafts", old_app=True),
    Creator("nora_noid", "Nora No-Id", "public posts that never show an id", never_id=True),
    Creator("sam_slow", "Sam Slow", "everything takes half a minute", marks="[sim:slow=30s]"),
    Creator(
        "rita_revokes",
        "Rita Revokes",
        "takes her permission back while TikTok works",
        marks="[sim:auth-removed]",
    ),
)
