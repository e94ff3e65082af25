"""Decoder entries about the call itself, and about the platform's workings."""

from typing import Any

from publisher.tiktok.catalogue import sources
from publisher.tiktok.catalogue.business import ways
from publisher.tiktok.catalogue.business.ways import Way
from publisher.tiktok.catalogue.entry import Category, Claim, Entry, Surface

NOT_OFFICIAL = "Not in TikTok's table of return codes; a name of the decoder."


def named(
    name: str, way: Way, category: Category, what: str, why: str, do: str, **rest: Any
) -> Entry:
    """One entry of the decoder."""
    rest.setdefault("official", NOT_OFFICIAL)
    return ways.row(name, way, category, Surface.ADS, sources.DECODER, what, why, do, **rest)


API = Category.API_AND_AUTHENTICATION
SYSTEM = Category.PLATFORM_AND_SYSTEM

ENTRIES = (
    named(
        "40001",
        ways.CALL,
        API,
        "A parameter of the call is missing, malformed or outside its list.",
        "This is the decoder's reading; TikTok's own table calls 40001 a missing permission.",
        "Read the message: if it names a field, correct it; else look at the permissions.",
        official="No permission for the operation.",
        claims=(
            Claim(sources.DECODER, "invalid parameters"),
            Claim(sources.RETURN_CODES, "no permission for the operation", holds=True),
        ),
    ),
    named(
        "40002",
        ways.RENEW,
        API,
        "The access token is no longer valid.",
        "This is the decoder's reading; TikTok's own table calls 40002 a parameter error.",
        "Read the message: if it speaks of the token, renew it; else correct the named field.",
        official="A parameter error; the message says which.",
        claims=(
            Claim(sources.DECODER, "invalid access token"),
            Claim(sources.RETURN_CODES, "a parameter error", holds=True),
        ),
    ),
    named(
        "40100",
        ways.CALL,
        API,
        "The call could not be authenticated.",
        "This is the decoder's reading; TikTok's own table calls 40100 a rate limit.",
        "Read the message: if it speaks of headers or tokens, send them; else slow down.",
        official="The whole app calls too often.",
        claims=(
            Claim(sources.DECODER, "authentication failed, often for want of headers"),
            Claim(sources.RETURN_CODES, "the whole app calls too often", holds=True),
        ),
    ),
    named(
        "40300",
        ways.PERMISSION,
        API,
        "App or advertiser may not use this endpoint.",
        "The decoder's reading; TikTok's own table says that the advertiser is missing.",
        "Check that the advertiser exists, then have it authorise the app with every scope.",
        official="The advertiser does not exist or was deleted.",
        claims=(
            Claim(sources.DECODER, "no permission"),
            Claim(sources.RETURN_CODES, "advertiser missing or deleted", holds=True),
        ),
    ),
    named(
        "40400",
        ways.CALL,
        API,
        "The object does not exist under this advertiser.",
        "The id is wrong, or belongs to another advertiser.",
        "List the advertiser's objects and use an id from there.",
    ),
    named(
        "40500",
        ways.CALL,
        API,
        "The endpoint does not take this HTTP method.",
        "It wants GET where POST was sent, or the other way round.",
        "Use the method on the endpoint's page.",
    ),
    named(
        "42900",
        ways.RATE,
        API,
        "Too many requests for the app's tier.",
        "There are limits by the second and by the day.",
        "Wait with growing, uneven pauses, and spread the calls.",
    ),
    named(
        "50000",
        ways.TROUBLE,
        API,
        "TikTok's servers had an internal error.",
        "The fault is inside TikTok and usually short.",
        "Repeat the call with growing pauses.",
        official="System error.",
    ),
    named(
        "50002",
        ways.TROUBLE,
        API,
        "The service is being maintained or has too much to do.",
        "Unlike a plain error, TikTok knows of this one.",
        "Wait 1, 2, 4, 8, 16 s between tries, then be patient; tell somebody after the fifth.",
        official="A processing error on TikTok's side.",
    ),
    named(
        "40003",
        ways.CLIENT,
        API,
        "The app id belongs to no registered app.",
        "It is mistyped or comes from another portal.",
        "Copy the app id from the portal of TikTok for Business.",
    ),
    named(
        "SANDBOX_LIMITATION",
        ways.CALL,
        SYSTEM,
        "The sandbox does not support this call.",
        "Many writes and some reports exist in production only.",
        "Test this call against production, with a small budget.",
    ),
    named(
        "API_VERSION_DEPRECATED",
        ways.CALL,
        SYSTEM,
        "This version of the API has been switched off.",
        "TikTok retires old versions after a time of transition.",
        "Move to the current version.",
    ),
    named(
        "WEBHOOK_DELIVERY_FAILED",
        ways.CALL,
        SYSTEM,
        "TikTok could not deliver a webhook.",
        "The endpoint answered with something other than 2xx, or too late.",
        "Answer 200 at once and do the work afterwards; then switch the webhook on again.",
    ),
    named(
        "RATE_LIMIT_APP_LEVEL",
        ways.RATE,
        SYSTEM,
        "The whole app has met its limit of calls.",
        "All advertisers of the app share it.",
        "Put one queue before all calls of the app and slow it down.",
    ),
    named(
        "IDEMPOTENCY_KEY_CONFLICT",
        ways.CALL,
        SYSTEM,
        "An idempotency key came with another request than before.",
        "A key belongs to exactly one request.",
        "Make a new key for every new request, and repeat a request unchanged.",
    ),
    named(
        "FEATURE_NOT_AVAILABLE",
        ways.NOT_OPEN,
        SYSTEM,
        "The feature is not available in the advertiser's region.",
        "TikTok opens features market by market.",
        "Do without it there, or ask TikTok when it comes.",
    ),
    named(
        "CONCURRENT_MODIFICATION",
        ways.CLASH,
        SYSTEM,
        "Two requests changed the same thing at the same time.",
        "TikTok takes one change after another.",
        "Queue the changes of one object, read its state, and send the change again.",
    ),
    named(
        "BATCH_PARTIAL_FAILURE",
        ways.CALL,
        SYSTEM,
        "Some items of a batch failed.",
        "Each item of a batch is judged by itself.",
        "Read the result of each item and send only the failed ones once more.",
    ),
    named(
        "ASYNC_TASK_EXPIRED",
        ways.CALL,
        SYSTEM,
        "The result of a background task has been cleared away.",
        "TikTok keeps results for some days only.",
        "Start the task anew and fetch its result soon.",
    ),
)
