"""The Events that an App may hear about, a sentence each."""

from enum import StrEnum


class EventKind(StrEnum):
    """What happened."""

    POST_SCHEDULED = "post.scheduled"  # accepted, with the instant it is due
    POST_MOVED = "post.moved"  # due at another instant, and why
    POST_CHANGED = "post.changed"  # its caption or options are other ones
    POST_SENDING = "post.sending"  # a try to hand it over has begun
    POST_PROCESSING = "post.processing"  # the platform has everything
    POST_DELAYED = "post.delayed"  # not now; it is tried again by itself
    POST_MEDIA_LATE = "post.media_late"  # due within minutes, and its media is not ready yet
    POST_PUBLISHED = "post.published"  # the platform says it is out
    POST_IN_INBOX = "post.in_inbox"  # it lies in the creator's inbox
    POST_LINK_ADDED = "post.link_added"  # its public id has become known
    POST_HELD = "post.held"  # stopped until a person acts
    POST_FAILED = "post.failed"  # refused or given up
    POST_CANCELLED = "post.cancelled"  # called off
    POST_RELEASED = "post.released"  # a person let it go on
    CONNECTION_MADE = "connection.made"  # a creator has connected
    CONNECTION_RENEWED = "connection.renewed"  # a creator has connected again
    CONNECTION_BROKEN = "connection.broken"  # the creator has to connect again
    CONNECTION_WARNED = "connection.warned"  # it will have to be connected again soon
    CONNECTION_ENDED = "connection.ended"  # disconnected on purpose
    CONNECTION_REVOCATION = "connection.revocation"  # what became of its permission afterwards
    CONNECT_DENIED = "connect.denied"  # the creator said no
    CONNECT_REFUSED = "connect.refused"  # the platform ended the connection half made
    CONNECT_EXPIRED = "connect.expired"  # the creator came back too late
    CONNECT_REPLAYED = "connect.replayed"  # an answer came a second time
    CONNECT_FOREIGN = "connect.foreign"  # an answer came in a browser that had not asked
    CONNECT_MISTAKEN = "connect.mistaken"  # somebody else signed in than the connection's creator
    ASSET_MEASURED = "asset.measured"  # its facts are known
    ASSET_UNUSABLE = "asset.unusable"  # it can never be posted
