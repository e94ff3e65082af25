"""The bodies with which a post is announced, spelled as TikTok spells them; pure."""

from typing import Any

from publisher.domain.states import Mode, Transfer
from publisher.domain.tickets import Ticket
from publisher.tiktok.options import Wishes, wishes
from publisher.tiktok.uploads import plan


def step_of(ticket: Ticket) -> str:
    """Which of the three announcements this post needs."""
    if ticket.photos:
        return "content_init"
    return "video_init" if ticket.mode is Mode.DIRECT else "inbox_init"


def body(ticket: Ticket) -> dict[str, Any]:
    """What is said for this ticket; its options must be without faults."""
    asked = wishes(ticket.options)
    match step_of(ticket):
        case "content_init":
            return photos(ticket, asked)
        case "video_init":
            return video(ticket, asked)
        case _:
            return inbox(ticket)


def video(ticket: Ticket, asked: Wishes) -> dict[str, Any]:
    """Direct Post ("Direct Post", 2026-09-11)."""
    info = _visible(asked) | {
        "disable_duet": not asked.allow_duet,
        "disable_stitch": not asked.allow_stitch,
        "is_aigc": asked.ai_generated,
    }
    if ticket.caption:
        info["title"] = ticket.caption
    if asked.cover_ms is not None:
        info["video_cover_timestamp_ms"] = asked.cover_ms
    return {"post_info": info, "source_info": _source(ticket)}


def inbox(ticket: Ticket) -> dict[str, Any]:
    """A draft takes the bytes and nothing else; the creator chooses the rest in TikTok."""
    return {"source_info": _source(ticket)}


def photos(ticket: Ticket, asked: Wishes) -> dict[str, Any]:
    """A carousel, direct or as a draft ("Photo", 2026-09-11)."""
    info: dict[str, Any] = {}
    if ticket.title:
        info["title"] = ticket.title
    if ticket.description:
        info["description"] = ticket.description
    direct = ticket.mode is Mode.DIRECT
    if direct:
        info |= _visible(asked) | {"auto_add_music": asked.auto_music}
    return {
        "media_type": "PHOTO",
        "post_mode": "DIRECT_POST" if direct else "MEDIA_UPLOAD",
        "post_info": info,
        "source_info": {
            "source": "PULL_FROM_URL",
            "photo_images": list(ticket.addresses),
            "photo_cover_index": asked.cover_index,
        },
        # Top level in the table of the page, without an example; a video's stands in post_info.
        "is_aigc": asked.ai_generated,
    }


def _visible(asked: Wishes) -> dict[str, Any]:
    """Both toggles are always sent: the page marks one of them required, its example omits both."""
    return {
        "privacy_level": asked.privacy,
        "disable_comment": not asked.allow_comment,
        "brand_content_toggle": asked.branded_content,
        "brand_organic_toggle": asked.your_brand,
    }


def _source(ticket: Ticket) -> dict[str, Any]:
    if ticket.transfer is Transfer.PULL:
        return {"source": "PULL_FROM_URL", "video_url": ticket.addresses[0]}
    if ticket.film is None:
        raise ValueError("a film that we send needs its bytes on the ticket")
    chunks = plan(ticket.film.size)
    return {
        "source": "FILE_UPLOAD",
        "video_size": chunks.size,
        "chunk_size": chunks.chunk_size,
        "total_chunk_count": chunks.count,
    }
