"""Captions: length as platforms count it, and the tags, mentions and links found in them."""

import re
import unicodedata

_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']+"
    # A bare host counts only with an ending that people really post: "so.I" is a typing slip.
    r"|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:com|net|org|io|co|me|ly|gg|shop|store|link|app|tv)(?![\w.-])"
    r"(?:/[^\s<>\"']*)?",
    re.IGNORECASE,
)
_MENTION = re.compile(r"(?<!\S)@([A-Za-z0-9_.]+)")
_TAG_START = re.compile(r"(?<!\S)#")
_JOINERS = "\u200c\u200d"  # Persian and Indic words are spelled with them
_TRAILING = ".,;:!?)]}'\""


def length(text: str) -> int:
    """Length in UTF-16 code units, as TikTok counts (page "Direct Post", `title`)."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def hashtags(text: str) -> tuple[str, ...]:
    """The tags without their mark; TikTok sees one only after a space, a newline or nothing."""
    found = (_word_from(text, match.end()) for match in _TAG_START.finditer(text))
    return tuple(tag for tag in found if tag)


def mentions(text: str) -> tuple[str, ...]:
    """The names mentioned, without their mark; a full stop that ends the sentence is not a name."""
    found = (match.group(1).rstrip(".") for match in _MENTION.finditer(text))
    return tuple(name for name in found if name)


def links(text: str) -> tuple[str, ...]:
    """What looks like a web address; TikTok shows those as plain text, nobody can follow them."""
    return tuple(match.group(0).rstrip(_TRAILING) for match in _LINK.finditer(text))


def unsendable(text: str) -> tuple[int, ...]:
    """Positions of characters that no JSON body can carry: NUL and halves of surrogate pairs."""
    return tuple(
        position
        for position, letter in enumerate(text)
        if letter == "\x00" or "\ud800" <= letter <= "\udfff"
    )


def _word_from(text: str, start: int) -> str:
    end = start
    while end < len(text) and _belongs(text[end]):
        end += 1
    return text[start:end]


def _belongs(letter: str) -> bool:
    # Marks are part of a word: without them a Hindi or Thai tag would end in the middle.
    return (
        letter.isalnum()
        or letter == "_"
        or letter in _JOINERS
        or unicodedata.category(letter).startswith("M")
    )
