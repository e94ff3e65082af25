"""A line of messages from the watching processes to us, over a pair of sockets.

multiprocessing.Queue would need /dev/shm, which small containers do not have.
"""

import pickle
import queue
import socket
from typing import Any

_LONGEST_LINE = 32_000  # a datagram must fit into the socket's buffer


class Letterbox:
    """What honcho needs of a queue: many put, one gets. Made before the forks."""

    def __init__(self) -> None:
        # Each message arrives whole or not at all, also when several processes write at once.
        self._in, self._out = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)

    def put(self, message: Any) -> None:
        """Send a message; a line that is too long is cut."""
        if isinstance(message.data, bytes):
            message = message._replace(data=message.data[:_LONGEST_LINE])
        self._in.send(pickle.dumps(message))

    def get(self, timeout: float) -> Any:
        """The next message; raises queue.Empty when none came in time."""
        self._out.settimeout(timeout)
        try:
            # Written by our own forks and by nobody else.
            return pickle.loads(self._out.recv(1 << 20))  # noqa: S301 see above
        except TimeoutError:
            raise queue.Empty from None

    def close(self) -> None:
        """No more messages."""
        self._in.close()
        self._out.close()
