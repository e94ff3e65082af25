"""Sends a film's pieces from the open file in constant memory, resuming where TikTok stands."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from publisher.domain.outcomes import Blocked, Deferred, HandedOver, Opened, Outcome
from publisher.domain.reasons import Handling, Raw, Reason
from publisher.domain.refusals import LAST_PIECE_UNSURE, MEDIA_CHANGED
from publisher.domain.secret import Secret
from publisher.domain.tickets import Film, Remote
from publisher.tiktok import own_reasons as why
from publisher.tiktok.client import TikTokClient
from publisher.tiktok.line import Lost
from publisher.tiktok.reasons import judge
from publisher.tiktok.replies import Reply
from publisher.tiktok.uploads import Piece, plan

STEP = "transfer"
# In memory at a time, and how often the lease is looked after: on a line of 10 KB/s every 25 s.
READ_BYTES = 250_000
PAUSES = (1.0, 3.0)  # seconds before the same piece goes out again ("retry the same chunk")
_STRAYS = 3  # resynchronisations that get nowhere
_STORED, _ALL_IN, _WRONG, _GONE, _OFF_COURSE, _FAILED = 206, 201, 400, (403, 404), 416, 500


class Interrupted(Exception):
    """Sending ended for a reason of ours, in the middle of a piece: TikTok drops that piece."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


@dataclass(slots=True)
class Sending:
    """One Step of sending: how far it is, and who looks after the lease meanwhile."""

    client: TikTokClient
    film: Film
    remote: Remote
    address: Secret
    beat: Callable[[int], bool]
    rest: Callable[[float], None]
    offset: int = 0
    in_doubt: bool = False  # the latest piece went out once without an answer

    def __post_init__(self) -> None:
        self.offset = plan(self.film.size).settled(self.remote.bytes_sent)

    def all_but_the_last(self) -> Outcome:
        """Send up to where the last piece begins; Opened says how far it came."""
        chunks, strays = plan(self.film.size), 0
        while self.offset < chunks.last_begins:
            before, piece = self.offset, chunks.piece_at(self.offset)
            reply = self._send(piece)
            if reply.http == _ALL_IN:
                return HandedOver(self._reached(chunks.size), reply.raw_of(STEP))
            if reply.http == _STORED:
                self.offset = piece.last + 1
            elif reply.http == _OFF_COURSE and reply.offset is not None and strays < _STRAYS:
                self.offset = chunks.settled(reply.offset)
                strays = strays + 1 if self.offset <= before else 0
            else:
                return self._unable(reply)
            self._look_after()
        if self.offset >= chunks.size:  # a resynchronisation found every byte there
            return HandedOver(self._reached(chunks.size))
        return Opened(self._reached(self.offset))

    def the_last(self) -> Outcome:
        """Send the last piece; unless TikTok says that all is there, it has to be asked."""
        chunks = plan(self.film.size)
        if self.offset >= chunks.size:
            return HandedOver(self.remote)
        reply = self._send(chunks.piece_at(max(self.offset, chunks.last_begins)))
        if reply.http == _OFF_COURSE and reply.offset is not None:
            self.offset = chunks.settled(reply.offset)
            if self.offset < chunks.size:
                return self._unable(reply)
        elif reply.http in _GONE or (reply.http == _WRONG and not self.in_doubt):
            return self._unable(reply)
        elif reply.http != _ALL_IN:
            return Deferred(LAST_PIECE_UNSURE, reply.raw_of(STEP), remote=self.remote)
        return HandedOver(self.remote, reply.raw_of(STEP))

    def _send(self, piece: Piece) -> Reply:
        """The same piece a few times, while the trouble is TikTok's or the network's."""
        self.in_doubt = False
        reply = self._once(piece)
        for pause in PAUSES:
            if reply.lost is Lost.NO and (reply.http or 0) < _FAILED:
                break
            self.in_doubt = self.in_doubt or reply.lost is not Lost.NOT_SENT
            self.rest(pause)
            self._look_after()
            reply = self._once(piece)
        return reply

    def _once(self, piece: Piece) -> Reply:
        try:
            file = self.film.open()
        except OSError as error:
            raise self._stopped(why.FILE_UNREADABLE) from error
        with file:
            content = self._pieces(file, piece)
            kind = self.film.content_type
            return self.client.chunk(self.address, piece, self.film.size, kind, content)

    def _pieces(self, file: BinaryIO, piece: Piece) -> Iterator[bytes]:
        left = piece.size
        while left:
            try:
                file.seek(piece.last + 1 - left)
                read = file.read(min(READ_BYTES, left))
            except OSError as error:
                raise self._stopped(why.FILE_UNREADABLE) from error
            if not read:
                raise Interrupted(Blocked(MEDIA_CHANGED, Raw(step=STEP)))
            left -= len(read)
            self._look_after()
            yield read

    def _look_after(self) -> None:
        if not self.beat(self.offset):
            raise self._stopped(why.TRANSFER_STOPPED)

    def _stopped(self, reason: Reason) -> Interrupted:
        return Interrupted(Deferred(reason, Raw(step=STEP), remote=self._here()))

    def _unable(self, reply: Reply) -> Outcome:
        """Why the pieces cannot go on, with what TikTok has by now."""
        raw = reply.raw_of(STEP)
        if reply.lost is Lost.NOT_SENT:
            return Deferred(why.UNREACHABLE, raw, remote=self._here())
        reason = judge(STEP, "", reply.http).reason
        if reply.http in _GONE:  # no more bytes can go there; what arrived must be asked for
            return Deferred(reason, raw, remote=replace(self._here(), address=None))
        if reason.handling in {Handling.HOLD, Handling.FAIL}:
            return Blocked(reason, raw)
        return Deferred(reason, raw, remote=self._here())

    def _here(self) -> Remote:
        return self._reached(self.offset)

    def _reached(self, offset: int) -> Remote:
        return replace(self.remote, bytes_sent=offset)
