"""Caps and judgements on how a creator, or the whole client, posts."""

from publisher.domain.reasons import Actor, Handling, Remedy, Words
from publisher.tiktok.catalogue import sources, stances
from publisher.tiktok.catalogue.entry import Category, Claim, Exchange, Never, Surface, entry

BOTH = (Surface.POSTING, Surface.FAIL_REASON)
VERDICT = (Exchange.FAIL_REASON, Exchange.NOTICE)
INITS = (Exchange.VIDEO_INIT, Exchange.INBOX_INIT, Exchange.CONTENT_INIT)
DIRECT = (Exchange.CREATOR_INFO, Exchange.VIDEO_INIT, Exchange.CONTENT_INIT)
AGAIN = (Handling.BACK_OFF, Handling.NEW_ATTEMPT)

ENTRIES = (
    entry(
        "spam_risk_too_many_posts",
        stances.CAPPED,
        Category.SPAM,
        BOTH,
        at=(*DIRECT, *VERDICT),
        http=(403, 200),
        creator=Words(
            "Your TikTok has reached its daily number of posts through apps.",
            "TikTok counts the posts of all apps together over 24 hours, about 15 for most people.",
            "Nothing: the post goes out when there is room, or post by hand in TikTok today.",
        ),
        caller=Words(
            "The creator's daily cap for posts through apps is used up.",
            "The cap covers every app, so posts sent elsewhere count too.",
            "Leave it: the post moves to a later slot, at most 24 hours on.",
        ),
        support=Words(
            "TikTok's 24-hour cap on API posts for this creator is full.",
            "About 15 posts are allowed for all apps together; the figure differs by creator.",
            "Show the new slot and let the creator post by hand when it is urgent.",
        ),
        never=Never(
            remedies=(Remedy.RECONNECT, Remedy.SLOW_DOWN),
            handlings=(*AGAIN, Handling.FAIL),
            phrases=("again now", "immediately", "reconnect"),
        ),
        official="The creator has reached the daily cap of posts made through the API.",
        sources=(sources.CREATOR_INFO, sources.DIRECT_POST, sources.STATUS),
        claims=(
            Claim(sources.GUIDELINES, "about 15 a day and creator, over all apps", holds=True),
            Claim(sources.CREATOR_INFO, "HTTP 200 on creator info, 403 on inits", holds=True),
        ),
    ),
    entry(
        "spam_risk_user_banned_from_posting",
        stances.ONLY_IN_TIKTOK,
        Category.SPAM,
        BOTH,
        at=(Exchange.CREATOR_INFO, *INITS, *VERDICT),
        http=(403, 200),
        creator=Words(
            "TikTok does not let your account post at the moment.",
            "TikTok has restricted the account; no app can change that.",
            "Open TikTok, look at the account's standing, and appeal there if you disagree.",
        ),
        caller=Words(
            "TikTok has barred this creator from posting.",
            "The restriction is on the creator's TikTok account, whatever is posted.",
            "Tell the creator; the posts wait until you release them.",
        ),
        support=Words(
            "The creator's TikTok account is barred from posting.",
            "Only TikTok can lift it, and only the creator can ask for that.",
            "Point the creator to the account's standing in TikTok, then release the held posts.",
        ),
        never=Never(
            remedies=(Remedy.RECONNECT, Remedy.GRANT_SCOPE),
            handlings=(*AGAIN, Handling.RESLOT, Handling.REFRESH_ONCE),
            phrases=("retry", "try again", "reconnect", "connect again"),
        ),
        official="The creator is banned from making new posts.",
        sources=(sources.CREATOR_INFO, sources.DIRECT_POST, sources.STATUS),
    ),
    entry(
        "reached_active_user_cap",
        stances.CLIENT_CAPPED,
        Category.SPAM,
        (Surface.POSTING,),
        at=DIRECT,
        http=(403, 200),
        alarm=True,
        also=((Actor.OPERATOR, Remedy.APP_REVIEW),),
        creator=Words(
            "This app has served as many people today as TikTok allows it to.",
            "The limit is the app's, counted over 24 hours; your TikTok is in order.",
            "Nothing: your post waits and goes out when there is room.",
        ),
        caller=Words(
            "The TikTok client behind this service has used up its daily number of creators.",
            "TikTok counts distinct creators over 24 hours: five while the client is unaudited.",
            "Leave the post waiting; its next try is shown, and the operator has been told.",
        ),
        support=Words(
            "The quota of active creators of our TikTok client is full for now.",
            "It is a limit of the whole client over 24 hours and says nothing about the creator.",
            "Tell the operator the count of the last 24 hours; leave the connection as it is.",
        ),
        never=Never(
            remedies=(Remedy.RECONNECT, Remedy.ASK_CREATOR_IN_TIKTOK, Remedy.CHANGE_OPTIONS),
            handlings=(*AGAIN, Handling.FAIL, Handling.REFRESH_ONCE),
            phrases=("disconnect", "reconnect", "your account has reached", "you posted too"),
        ),
        official="The client's daily quota of active publishing creators is reached.",
        sources=(sources.CREATOR_INFO, sources.DIRECT_POST, sources.GUIDELINES),
    ),
    entry(
        "spam_risk_too_many_pending_share",
        stances.INBOX_FULL,
        Category.SPAM,
        (Surface.POSTING,),
        at=(Exchange.INBOX_INIT, Exchange.CONTENT_INIT),
        http=(403, 400),
        creator=Words(
            "Five drafts from apps are waiting in your TikTok inbox; it takes no more.",
            "TikTok holds at most five unfinished drafts from apps within 24 hours.",
            "Open TikTok's inbox and finish posting some; throwing them away frees nothing.",
        ),
        caller=Words(
            "The creator has as many unfinished drafts in TikTok's inbox as TikTok allows.",
            "At most five in any 24 hours; a place frees when a draft is posted, or by time.",
            "Ask the creator to finish drafts in TikTok; ours goes out once there is a place.",
        ),
        support=Words(
            "The inbox cap of five pending drafts in 24 hours is reached.",
            "A discarded draft keeps its place: only posting it, or time, frees one.",
            "Ask the creator to finish the waiting drafts, and show the new slot.",
        ),
        never=Never(
            remedies=(Remedy.RECONNECT,),
            handlings=(*AGAIN, Handling.FAIL),
            phrases=("delete drafts", "delete the drafts", "delete some", "remove drafts"),
        ),
        official="More than five pending shares within 24 hours.",
        sources=(sources.UPLOAD, sources.PHOTO),
        claims=(
            Claim(sources.UPLOAD, "HTTP 403", holds=True),
            Claim(sources.FIELD, "HTTP 400, message equal to the code", holds=True),
            Claim(
                sources.FIELD, "a discarded draft still counts, a posted one does not", holds=True
            ),
            Claim(
                sources.FIELD, "refused from the sixth draft in one report, the seventh in another"
            ),
        ),
    ),
    entry(
        "spam_risk_text",
        stances.NEW_WORDS,
        Category.SPAM,
        (Surface.FAIL_REASON,),
        at=VERDICT,
        creator=Words(
            "TikTok took the words of your post for spam.",
            "Repeated wording, many tags or links are usual causes; TikTok does not say which.",
            "Write the caption anew with fewer tags and no links.",
        ),
        caller=Words(
            "TikTok judged the caption to be spam.",
            "The judgement is about the text; the same text meets the same judgement.",
            "Have the caption rewritten, then send the post as a new one.",
        ),
        support=Words(
            "TikTok refused the post because of its caption.",
            "TikTok names no word; repetition, links and tags are what usually does it.",
            "Ask for another caption, and compare it with the creator's recent ones.",
        ),
        never=Never(
            remedies=(Remedy.RECONNECT, Remedy.REPLACE_MEDIA),
            handlings=(*AGAIN, Handling.RESLOT),
            phrases=("automatically retried", "reconnect"),
        ),
        official="TikTok regards the text as a spam risk; sending it unchanged is discouraged.",
        sources=(sources.STATUS,),
    ),
    entry(
        "spam_risk",
        stances.NEW_FILE,
        Category.SPAM,
        (Surface.FAIL_REASON,),
        at=VERDICT,
        also=((Actor.CALLER, Remedy.CHANGE_CAPTION),),
        creator=Words(
            "TikTok refused this post because it looks risky or automated.",
            "TikTok judges the whole request and does not say what it disliked.",
            "Post something more original, and less of the same in a short time.",
        ),
        caller=Words(
            "TikTok judged the post to be a risk.",
            "Content, wording and posting habits all count; no detail is given.",
            "Change the content or the caption, and spread similar posts over time.",
        ),
        support=Words(
            "TikTok's spam check refused the whole request.",
            "TikTok gives no detail; near-identical posts on several accounts are a usual cause.",
            "Compare with the creator's recent posts, and suggest other content.",
        ),
        never=Never(
            remedies=(Remedy.RECONNECT,),
            handlings=(*AGAIN, Handling.RESLOT),
            phrases=("automatically retried", "reconnect"),
        ),
        official="TikTok regards the publishing request as risky.",
        sources=(sources.STATUS, sources.BUNDLE),
    ),
)
