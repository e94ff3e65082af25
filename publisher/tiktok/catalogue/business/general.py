"""Business codes 0 to 40065: success, parameters, permissions, sandbox."""

from typing import Any

from publisher.tiktok.catalogue import sources
from publisher.tiktok.catalogue.business import ways
from publisher.tiktok.catalogue.business.ways import Way
from publisher.tiktok.catalogue.entry import Category, Claim, Entry, Surface


def code(
    number: int, way: Way, category: Category, what: str, why: str, do: str, **rest: Any
) -> Entry:
    """One return code of the API for Business."""
    return ways.row(
        str(number), way, category, Surface.BUSINESS, sources.RETURN_CODES, what, why, do, **rest
    )


ENTRIES = (
    code(
        0,
        ways.DONE,
        Category.SUCCESS,
        "The call succeeded.",
        "Nearly every business answer is HTTP 200, so the number is what counts.",
        "Nothing.",
    ),
    code(
        20001,
        ways.CALL,
        Category.SUCCESS,
        "Part of the request succeeded and part of it failed.",
        "Several things were asked for at once, and each was judged by itself.",
        "Read the result of each item and send only the failed ones once more.",
    ),
    code(
        40000,
        ways.CALL,
        Category.PARAMETERS,
        "Parameters of the call are invalid.",
        "A value is missing, of the wrong type, or outside its list.",
        "Compare every field with the endpoint's page, then send the call corrected.",
    ),
    code(
        40001,
        ways.PERMISSION,
        Category.PERMISSION,
        "The token has no permission for this operation.",
        "The advertiser, a scope or the client's approval does not cover it.",
        "Have the advertiser authorise the app anew with the missing scope or role.",
        claims=(
            Claim(sources.RETURN_CODES, "no permission for the operation", holds=True),
            Claim(sources.SLEEKFLOW, "a permission problem", holds=True),
            Claim(sources.ADSKULL, "the app is not authorised: one possible cause", holds=True),
            Claim(sources.DECODER, "invalid parameters"),
            Claim(sources.ENUMS, "unauthorised token"),
        ),
    ),
    code(
        40002,
        ways.CALL,
        Category.PARAMETERS,
        "A parameter is wrong; the message says which.",
        "TikTok names the field and the rule in its message.",
        "Correct the field that the message names, then send the call.",
        claims=(
            Claim(sources.RETURN_CODES, "a parameter error, details in the message", holds=True),
            Claim(sources.SLEEKFLOW, "a parameter problem", holds=True),
            Claim(sources.ADSKULL, "insufficient permission"),
            Claim(sources.DECODER, "invalid access token"),
            Claim(sources.ENUMS, "access token invalid"),
        ),
    ),
    code(
        40006,
        ways.CALL,
        Category.PARAMETERS,
        "The parameters do not belong to this version of the API.",
        "Fields come and go between versions.",
        "Use the fields of the version in the path, or move to the version of the fields.",
    ),
    code(
        40007,
        ways.CALL,
        Category.PARAMETERS,
        "The operation or the object does not exist.",
        "An id is wrong, was deleted, or belongs to another advertiser.",
        "List the objects of the advertiser and use an id from there.",
    ),
    code(
        40008,
        ways.CALL,
        Category.PARAMETERS,
        "The endpoint does not exist, or not in the sandbox.",
        "It is not built yet, or built for production only.",
        "Check the path, and call production where the sandbox lacks it.",
    ),
    code(
        40009,
        ways.CALL,
        Category.SANDBOX,
        "The sandbox does not support this parameter or method.",
        "Only part of the API is present there.",
        "Leave the parameter out in the sandbox, or test against production.",
    ),
    code(
        40010,
        ways.CALL,
        Category.PARAMETERS,
        "This version of the API does not support the domain.",
        "The host in the address and the version in the path do not fit together.",
        "Use business-api.tiktok.com with the current version.",
    ),
    code(
        40011,
        ways.CALL,
        Category.PARAMETERS,
        "The request lists more ids than one call may.",
        "Each endpoint has a largest number.",
        "Split the list into several calls.",
    ),
    code(
        40013,
        ways.CLIENT,
        Category.SANDBOX,
        "The sandbox account is missing.",
        "A sandbox call needs an advertiser that was made in the sandbox.",
        "Make a sandbox advertiser in the developer portal and use its id and token.",
    ),
    code(
        40014,
        ways.CALL,
        Category.SANDBOX,
        "The sandbox does not support this feature.",
        "Only part of the product is present there.",
        "Test this feature against production.",
    ),
    code(
        40016,
        ways.RATE,
        Category.RATE_LIMIT,
        "The app calls too often.",
        "A limit that all advertisers of the app share was met.",
        "Wait with growing, uneven pauses, and spread the calls.",
    ),
    code(
        40050,
        ways.EXISTS,
        Category.DUPLICATE,
        "A repeated request was refused.",
        "TikTok has seen the same request a moment ago.",
        "Look up the result of the first one instead of sending it again.",
    ),
    code(
        40051,
        ways.CALL,
        Category.PARAMETERS,
        "The version in the path is not valid.",
        "It never existed or has been switched off.",
        "Call the current version.",
    ),
    code(
        40052,
        ways.EXISTS,
        Category.DUPLICATE,
        "This material of an automated creative exists already.",
        "The same material was added before.",
        "Use the existing material's id.",
    ),
    code(
        40053,
        ways.CALL,
        Category.PARAMETERS,
        "The video id is not valid.",
        "It is mistyped, deleted, or belongs to another advertiser.",
        "Look the video up in the advertiser's library and use that id.",
    ),
    code(
        40065,
        ways.OPTIONS,
        Category.POLICY,
        "People of 13 to 17 in the United States may not be targeted like this.",
        "TikTok's rules protect minors from that kind of targeting.",
        "Take that age group or that country out of the targeting.",
    ),
)
