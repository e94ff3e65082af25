"""What platforms judge as spam, seen before they do: small pure rules in one list."""

import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from publisher.domain import captions

WINDOW = timedelta(hours=48)  # repetition further apart than this is a habit, not a burst
MOST_HASHTAGS = 8  # ours: captions of creators rarely carry more, those of bots do
MOST_MENTIONS = 5  # ours: more names in one caption look like bait
MOST_LINKS = 0  # TikTok's captions make no link clickable: one can only look like an advert
ALIKE = 0.7  # share of common pieces: one word in a dozen changed still reads as the same
_PIECE = 4  # letters per piece; pieces instead of words, since not every script has spaces
_TOO_SHORT = 12  # below this, captions are only compared for equality


class Rule(StrEnum):
    """What can be found, a code for ever."""

    IDENTICAL_MEDIA = "identical_media"  # the same bytes for the same Creator within 48 hours
    NEAR_DUPLICATE_CAPTION = "near_duplicate_caption"  # nearly the same words within 48 hours
    TOO_MANY_HASHTAGS = "too_many_hashtags"  # more tags than people use
    REPEATED_HASHTAG = "repeated_hashtag"  # one tag twice in the same caption
    TOO_MANY_MENTIONS = "too_many_mentions"  # more names than people mention
    LINK_IN_CAPTION = "link_in_caption"  # an address that nobody can follow


class Weight(StrEnum):
    """What a finding does to the Post."""

    WARNING = "warning"  # it is told, and nothing stops
    REFUSAL = "refusal"  # policy says: not like this
    OVERRIDDEN = "overridden"  # it would refuse, and the caller gave a reason to go on


@dataclass(frozen=True, slots=True)
class Draft:
    """What is about to be said to one Creator's audience, and when."""

    at: datetime
    caption: str = ""
    media: frozenset[str] = frozenset()  # fingerprints of the bytes
    post: str = ""  # its id, where it has one: a Post is never its own repetition


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a platform may take for spam."""

    rule: Rule
    says: str
    way_out: str
    post: str = ""  # the other Post, where there is one
    weight: Weight = Weight.WARNING
    reason: str = ""  # why it was overridden, in the caller's words


def findings(
    draft: Draft,
    others: Sequence[Draft],
    refuse: Collection[str] = (),
    overrides: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """All that the rules find in a draft beside the same Creator's other Posts.

    `refuse` names the rules that policy has made refusals; `overrides` gives, per rule, the reason
    for which the caller goes on all the same.
    """
    near = [one for one in others if _is_near(draft, one)]
    found = (finding for rule in RULES for finding in rule(draft, near))
    return tuple(_weighed(one, refuse, overrides or {}) for one in found)


def refusals(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings that stop the Post."""
    return tuple(one for one in found if one.weight is Weight.REFUSAL)


def _is_near(draft: Draft, other: Draft) -> bool:
    is_itself = bool(draft.post) and draft.post == other.post
    return not is_itself and abs(draft.at - other.at) < WINDOW


def _weighed(one: Finding, refuse: Collection[str], overrides: Mapping[str, str]) -> Finding:
    if one.rule not in refuse:
        return one
    reason = overrides.get(one.rule, "").strip()
    weight = Weight.OVERRIDDEN if reason else Weight.REFUSAL
    return replace(one, weight=weight, reason=reason)


def _identical_media(draft: Draft, near: Sequence[Draft]) -> Iterator[Finding]:
    for other in near:
        if draft.media & other.media:
            yield Finding(
                Rule.IDENTICAL_MEDIA,
                "The same file goes out for this creator within 48 hours.",
                "Send another file, or leave 48 hours between the two.",
                other.post,
            )


def _near_duplicate_caption(draft: Draft, near: Sequence[Draft]) -> Iterator[Finding]:
    mine = _bare(draft.caption)
    for other in near:
        if mine and are_alike(mine, _bare(other.caption)):
            yield Finding(
                Rule.NEAR_DUPLICATE_CAPTION,
                "Nearly the same caption goes out for this creator within 48 hours.",
                "Word it differently, or leave 48 hours between the two.",
                other.post,
            )


def _hashtags(draft: Draft, _near: Sequence[Draft]) -> Iterator[Finding]:
    tags = [tag.casefold() for tag in captions.hashtags(draft.caption)]
    if len(tags) > MOST_HASHTAGS:
        says = f"The caption has {len(tags)} hashtags; up to {MOST_HASHTAGS} look ordinary."
        yield Finding(Rule.TOO_MANY_HASHTAGS, says, "Keep the ones that describe the post.")
    twice = sorted({tag for tag in tags if tags.count(tag) > 1})
    if twice:
        says = f"A hashtag stands twice in the caption: #{twice[0][:80]}."
        yield Finding(Rule.REPEATED_HASHTAG, says, "Name each once.")


def _mentions(draft: Draft, _near: Sequence[Draft]) -> Iterator[Finding]:
    names = captions.mentions(draft.caption)
    if len(names) > MOST_MENTIONS:
        says = f"The caption mentions {len(names)} names; up to {MOST_MENTIONS} look ordinary."
        yield Finding(Rule.TOO_MANY_MENTIONS, says, "Mention only those who take part.")


def _links(draft: Draft, _near: Sequence[Draft]) -> Iterator[Finding]:
    found = captions.links(draft.caption)
    if len(found) > MOST_LINKS:
        says = f"The caption holds a link: {found[0][:80]}; it will not be clickable."
        yield Finding(Rule.LINK_IN_CAPTION, says, "Put the link into the creator's profile.")


RULES: tuple[Callable[[Draft, Sequence[Draft]], Iterator[Finding]], ...] = (
    _identical_media,
    _near_duplicate_caption,
    _hashtags,
    _mentions,
    _links,
)


def are_alike(one: str, other: str) -> bool:
    """Whether two bare captions read as the same; linear in their length, whatever they hold."""
    if min(len(one), len(other)) < _TOO_SHORT:
        return one == other
    mine, theirs = _pieces(one), _pieces(other)
    return len(mine & theirs) >= ALIKE * len(mine | theirs)


def _bare(caption: str) -> str:
    """The words without tags, marks, capitals and spaces: what a reader would call the same."""
    words = (word for word in caption.split() if not word.startswith("#"))
    plain = unicodedata.normalize("NFKC", "".join(words)).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def _pieces(text: str) -> set[str]:
    return {text[start : start + _PIECE] for start in range(len(text) - _PIECE + 1)}
