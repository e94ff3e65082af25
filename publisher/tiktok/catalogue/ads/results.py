"""Decoder entries about reports and about how ads do."""

from publisher.tiktok.catalogue.ads.calls import named
from publisher.tiktok.catalogue.business import ways
from publisher.tiktok.catalogue.entry import Category

REPORT = Category.REPORTING_AND_DATA
DELIVERY = Category.DELIVERY_AND_POLICY

ENTRIES = (
    named(
        "REPORT_DATE_RANGE_INVALID",
        ways.CALL,
        REPORT,
        "The report's dates do not work.",
        "Start after end, a wrong form, or more than 30 or 365 days, depending on detail.",
        "Send a shorter span in the right form.",
    ),
    named(
        "REPORT_DIMENSIONS_CONFLICT",
        ways.CALL,
        REPORT,
        "These breakdowns cannot be combined.",
        "Some dimensions exclude each other.",
        "Ask for them in separate reports.",
    ),
    named(
        "REPORT_METRICS_INVALID",
        ways.CALL,
        REPORT,
        "A figure does not exist at this level of the report.",
        "Campaigns, groups and ads have different figures.",
        "Leave it out, or ask at the level that has it.",
    ),
    named(
        "REPORT_GENERATION_TIMEOUT",
        ways.CALL,
        REPORT,
        "The report took TikTok too long.",
        "It spans too many days, advertisers or breakdowns.",
        "Split it, or use a background report.",
    ),
    named(
        "DATA_NOT_AVAILABLE_YET",
        ways.LATER,
        REPORT,
        "The figures are not ready yet.",
        "Plain ones take 3 to 6 hours, attributed ones up to 72.",
        "Ask for an earlier time, or later.",
    ),
    named(
        "AD_NOT_DELIVERING",
        ways.OBSERVE,
        DELIVERY,
        "The ad is approved and is not shown.",
        "The budget is spent, the audience small, or the bid too low.",
        "Raise the budget or bid, or widen the audience.",
    ),
    named(
        "LEARNING_PHASE_INCOMPLETE",
        ways.LATER,
        DELIVERY,
        "The ad group is still learning.",
        "It needs about 50 conversions before its results settle.",
        "Leave it unchanged for some days.",
    ),
    named(
        "AD_POLICY_VIOLATION",
        ways.FILE,
        DELIVERY,
        "The ad breaks an advertising rule.",
        "Claims, goods, pictures or the page behind it are usual causes.",
        "Change what the review names, or appeal in Ads Manager.",
    ),
    named(
        "AD_ACCOUNT_LOW_QUALITY",
        ways.OBSERVE,
        DELIVERY,
        "TikTok rates the advertising account low.",
        "Earlier results, breaches and people's feedback count.",
        "Run fewer and better ads, and clear open breaches.",
    ),
    named(
        "FREQUENCY_CAP_REACHED",
        ways.OBSERVE,
        DELIVERY,
        "Everybody in the audience has seen the ad as often as was allowed.",
        "The cap was set on the ad itself.",
        "Raise the cap, widen the audience, or show another ad.",
    ),
    named(
        "CREATIVE_FATIGUE",
        ways.OBSERVE,
        DELIVERY,
        "People have grown tired of the creative.",
        "The same audience has seen it too often.",
        "Bring a new creative.",
    ),
    named(
        "IOS14_TRACKING_LIMITED",
        ways.OBSERVE,
        DELIVERY,
        "Less can be measured on Apple's phones.",
        "Many people there do not allow tracking.",
        "Use server events, and read the figures with that in mind.",
    ),
    named(
        "LANDING_PAGE_SLOW",
        ways.OBSERVE,
        DELIVERY,
        "The page behind the ad loads slowly on phones.",
        "More than about three seconds is too long.",
        "Make the page lighter.",
    ),
)
