"""The one file of a multipart body as a stream: no second copy, no more memory than a piece."""

import io
from typing import IO

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

from publisher.domain.errors import FieldFault, Malformed
from publisher.domain.refusals import INVALID, UNREADABLE

PIECE = 256 * 1024
NAME = "file"
_ALLOWED = f"one file in a part called `{NAME}`, nothing else"


class FilePart(io.RawIOBase):
    """Reads like a file; raises Malformed where the body is not what it should be."""

    def __init__(self, stream: IO[bytes], boundary: bytes) -> None:
        self._stream = stream
        # Its limit is for what it holds back between two events, not for the file.
        self._decoder = MultipartDecoder(boundary, max_form_memory_size=4 * PIECE, max_parts=2)
        self._rest = b""
        self._ended = False
        self.name = self._begin()

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes of the file; fewer than asked for, none at its end."""
        del size  # a piece is as large as what just arrived; callers only look for the end
        while not self._rest and not self._ended:
            self._take(self._next())
        piece, self._rest = self._rest, b""
        return piece

    def readable(self) -> bool:
        """It is."""
        return True

    def close(self) -> None:
        """Whoever opened the stream closes it."""

    def finish(self) -> None:
        """Read to the end of the body: nothing may come after the file."""
        event = self._next()
        while not isinstance(event, Epilogue):
            if isinstance(event, Field | File):
                raise _extra(event.name)
            event = self._next()

    def _begin(self) -> str:
        event = self._next()
        while not isinstance(event, Field | File):
            if isinstance(event, Epilogue):
                fault = FieldFault(f"/{NAME}", "required", None, _ALLOWED, "Send the file.")
                raise Malformed(INVALID, faults=(fault,))
            event = self._next()
        if not isinstance(event, File) or event.name != NAME:
            raise _extra(event.name)
        return event.filename or NAME

    def _take(self, event: Event) -> None:
        if isinstance(event, Data):
            self._rest = event.data
            self._ended = not event.more_data
        elif isinstance(event, Epilogue):
            self._ended = True

    def _next(self) -> Event:
        try:
            event = self._decoder.next_event()
            while isinstance(event, NeedData):
                # An empty piece says that the body has ended; the decoder then raises.
                self._decoder.receive_data(self._stream.read(PIECE) or None)
                event = self._decoder.next_event()
        except RequestEntityTooLarge:
            raise Malformed(
                UNREADABLE, "the multipart body has too many or too long parts"
            ) from None
        except ValueError as error:
            raise Malformed(UNREADABLE, f"the multipart body ends or breaks: {error}") from None
        return event


def file_part() -> FilePart:
    """The file that this request carries; raises Malformed."""
    boundary = request.mimetype_params.get("boundary", "")
    if request.mimetype != "multipart/form-data" or not boundary or not boundary.isascii():
        found = (request.mimetype or "none")[:80]
        raise Malformed(UNREADABLE, f"Content-Type is {found}, not multipart/form-data")
    return FilePart(request.stream, boundary.encode())


def _extra(name: str) -> Malformed:
    fault = FieldFault(f"/{name[:80]}", "field_unknown", name[:80], _ALLOWED, "Leave it out.")
    return Malformed(INVALID, faults=(fault,))
