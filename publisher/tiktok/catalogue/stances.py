"""The kinds of trouble there are, one line each: who acts, what they do, what we do ourselves."""

from datetime import timedelta

from publisher.domain.reasons import Actor, Handling, Headline, Kind, Remedy, Resend
from publisher.domain.retry import OUTAGE, Patience
from publisher.tiktok.catalogue.entry import Stance

DAY = timedelta(hours=24)

# The limit counts a sliding minute, so anything sooner than 60 s meets it again.
MINUTE_LIMIT = Patience(
    first=timedelta(seconds=90), longest=timedelta(minutes=10), least=timedelta(seconds=60)
)
NEW_ATTEMPTS = Patience(
    first=timedelta(minutes=2), longest=timedelta(minutes=15), least=timedelta(seconds=30)
)
# Mostly the network's trouble and soon over; six announcements a minute leave room for it.
ANNOUNCED_ANEW = Patience(
    quick=(timedelta(seconds=5), timedelta(seconds=15)),
    first=timedelta(minutes=2),
    longest=timedelta(minutes=15),
    least=timedelta(seconds=30),
)
GO_ON = Patience(
    first=timedelta(seconds=10), longest=timedelta(minutes=5), quick=(timedelta(seconds=1),)
)
UNTIL_READY = Patience(
    first=timedelta(seconds=20), longest=timedelta(minutes=2), least=timedelta(seconds=5)
)

FINE = Stance(
    Kind.CONFLICT, Headline.RETRY, Actor.US, Remedy.NOTHING, Handling.NOTE, Resend.NO
)  # not an error at all; RETRY is only the least wrong of three headings
TOKEN_TIRED = Stance(
    Kind.FORBIDDEN,
    Headline.RECONNECT,
    Actor.CREATOR,
    Remedy.RECONNECT,
    Handling.REFRESH_ONCE,
    Resend.AFTER_RECONCILING,
)
MUST_RECONNECT = TOKEN_TIRED.but(handling=Handling.HOLD, resend=Resend.NO)
MUST_GRANT = MUST_RECONNECT.but(remedy=Remedy.GRANT_SCOPE)
CAPPED = Stance(
    Kind.LIMITED,
    Headline.FIX_INPUT,
    Actor.CREATOR,
    Remedy.WAIT_FOR_WINDOW,
    Handling.RESLOT,
    Resend.YES,
    window=DAY,
)
INBOX_FULL = CAPPED.but(remedy=Remedy.FINISH_DRAFTS)
CLIENT_CAPPED = CAPPED.but(actor=Actor.OPERATOR, handling=Handling.HOLD)
ONLY_IN_TIKTOK = Stance(
    Kind.FORBIDDEN,
    Headline.FIX_INPUT,
    Actor.CREATOR,
    Remedy.ASK_CREATOR_IN_TIKTOK,
    Handling.HOLD,
    Resend.NO,
)
UPDATE_APP = ONLY_IN_TIKTOK.but(remedy=Remedy.UPDATE_PLATFORM_APP)
CALLED_OFF = ONLY_IN_TIKTOK.but(
    kind=Kind.CONFLICT, remedy=Remedy.NOTHING, handling=Handling.FAIL, resend=Resend.NO
)
TOO_LATE = Stance(
    Kind.CONFLICT,
    Headline.FIX_INPUT,
    Actor.CALLER,
    Remedy.NOTHING,
    Handling.NOTE,
    Resend.AFTER_RECONCILING,
)
NEW_WORDS = Stance(
    Kind.INVALID,
    Headline.FIX_INPUT,
    Actor.CALLER,
    Remedy.CHANGE_CAPTION,
    Handling.FAIL,
    Resend.NO,
)
NEW_FILE = NEW_WORDS.but(remedy=Remedy.REPLACE_MEDIA)
NEW_OPTIONS = NEW_WORDS.but(remedy=Remedy.CHANGE_OPTIONS)
NEW_SCHEDULE = NEW_WORDS.but(remedy=Remedy.CHANGE_SCHEDULE)
NEW_CALL = NEW_WORDS.but(remedy=Remedy.CORRECT_REQUEST)
OUR_MISTAKE = Stance(
    Kind.INTERNAL,
    Headline.FIX_INPUT,
    Actor.US,
    Remedy.CONTACT_SUPPORT,
    Handling.HOLD,
    Resend.AFTER_RECONCILING,
)
OUR_CALL = OUR_MISTAKE.but(handling=Handling.FAIL, resend=Resend.NO)
UNAUDITED = Stance(
    Kind.FORBIDDEN,
    Headline.FIX_INPUT,
    Actor.OPERATOR,
    Remedy.APP_REVIEW,
    Handling.HOLD,
    Resend.NO,
)
UNVERIFIED_DOMAIN = UNAUDITED.but(remedy=Remedy.VERIFY_DOMAIN)
WRONG_CLIENT = UNAUDITED.but(kind=Kind.INTERNAL, remedy=Remedy.CHECK_CLIENT)
CHECK_US = UNAUDITED.but(kind=Kind.INTERNAL, remedy=Remedy.CHECK_SERVICE)
PLATFORM_TROUBLE = Stance(
    Kind.UNAVAILABLE,
    Headline.RETRY,
    Actor.PLATFORM,
    Remedy.WAIT_FOR_PLATFORM,
    Handling.BACK_OFF,
    Resend.AFTER_RECONCILING,
    patience=OUTAGE,
)
DEAD_THERE = PLATFORM_TROUBLE.but(
    handling=Handling.NEW_ATTEMPT, resend=Resend.YES, patience=NEW_ATTEMPTS, tries=3
)
CANNOT_KNOW = Stance(
    Kind.UNAVAILABLE,
    Headline.RETRY,
    Actor.OPERATOR,
    Remedy.CONFIRM_OUTCOME,
    Handling.HOLD,
    Resend.AFTER_RECONCILING,
)
TOO_FAST = Stance(
    Kind.LIMITED,
    Headline.RETRY,
    Actor.US,
    Remedy.SLOW_DOWN,
    Handling.BACK_OFF,
    Resend.AFTER_RECONCILING,
    patience=MINUTE_LIMIT,
)
NOT_FETCHED = DEAD_THERE.but(actor=Actor.OPERATOR, remedy=Remedy.CHECK_SERVICE)
OFF_COURSE = Stance(
    Kind.UNAVAILABLE,
    Headline.RETRY,
    Actor.US,
    Remedy.NOTHING,
    Handling.RESUME,
    Resend.AFTER_RECONCILING,
    patience=GO_ON,
)
UNSEEN = Stance(
    Kind.INTERNAL,
    Headline.FIX_INPUT,
    Actor.US,
    Remedy.CONTACT_SUPPORT,
    Handling.HOLD,
    Resend.AFTER_RECONCILING,
)
