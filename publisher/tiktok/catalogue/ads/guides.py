"""Numbers as public guides explain them, where that differs from TikTok's own table."""

from publisher.tiktok.catalogue import sources
from publisher.tiktok.catalogue.business import ways
from publisher.tiktok.catalogue.business.ways import Way
from publisher.tiktok.catalogue.entry import Category, Claim, Entry, Surface


def _guide(code: str, way: Way, category: Category, *told: str, official: str, says: str) -> Entry:
    claims = (
        Claim(sources.ADSKULL, says),
        Claim(sources.RETURN_CODES, official[0].lower() + official[1:-1], holds=True),
    )
    return ways.row(
        code,
        way,
        category,
        Surface.GUIDE,
        sources.ADSKULL,
        *told,
        official=official,
        claims=claims if official != NOT_LISTED else claims[:1],
    )


NOT_LISTED = "Not in TikTok's table of return codes."

ENTRIES = (
    _guide(
        "40001",
        ways.PERMISSION,
        Category.PERMISSION,
        "The app is not authorised for this advertiser or object.",
        "A guide's reading, and one of the causes of what TikTok calls a missing permission.",
        "Have the advertiser authorise the app anew, then send the call.",
        "The program may not do this with your advertising account.",
        "Find out whether the app or the person lacks access: the advertiser grants either.",
        official="No permission for the operation.",
        says="the app is not authorised for the advertiser or resource",
    ),
    _guide(
        "40002",
        ways.PERMISSION,
        Category.PERMISSION,
        "The token may see the advertiser and not do this with it.",
        "A guide's reading; TikTok's own table calls 40002 a parameter error.",
        "Read the message: if it names a field, correct it; else have the role granted.",
        "The program may look at your account, and not change it.",
        "Decide by TikTok's message; a named field means the developer, else a role is missing.",
        official="A parameter error, details in the message.",
        says="insufficient permission on the resource",
    ),
    _guide(
        "40100",
        ways.CONNECT,
        Category.AUTHENTICATION,
        "The access token is invalid, has run out, or was revoked.",
        "A guide's reading; TikTok's own table calls 40100 a rate limit.",
        "Read the message: if it speaks of the token, authorise anew; else slow down.",
        "The program's access to your account may have ended.",
        "Decide by TikTok's message before anybody signs in: officially this is a rate.",
        official="The whole app calls too often.",
        says="an invalid, expired or revoked access token",
    ),
    _guide(
        "2200006",
        ways.PENDING,
        Category.MEDIA,
        "The video is not ready, or TikTok could not process it.",
        "The next call came before it was ready, or its codec, shape or length is not taken.",
        "Ask for its state with growing pauses; if it failed for good, upload a new export.",
        "TikTok is still preparing your video, or could not.",
        "Look the video up in the library: being prepared, ready, or failed for good.",
        official=NOT_LISTED,
        says="a video that is still processed, or whose processing failed",
    ),
)
