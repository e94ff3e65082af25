"""From a file to a published post, with nothing but Python's own library.

Usage: first_post.py KEY CONNECTION FILE [ADDRESS]
"""

import json
import mimetypes
import sys
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from typing import Any

STILL_MOVING = {"scheduled", "sending", "processing"}


class Publisher:
    """The few calls that a first post needs."""

    def __init__(self, key: str, home: str) -> None:
        self._key = key
        self._home = home

    def hand_in(self, film: Path) -> dict[str, Any]:
        """Hand a film in; it is measured and made fit by itself."""
        mark = uuid.uuid4().hex
        kind = mimetypes.guess_type(film.name)[0] or "application/octet-stream"
        head = f'Content-Disposition: form-data; name="file"; filename="{film.name}"'
        body = f"--{mark}\r\n{head}\r\nContent-Type: {kind}\r\n\r\n".encode()
        body += film.read_bytes() + f"\r\n--{mark}--\r\n".encode()
        return self._call("POST", "/v1/assets", body, f"multipart/form-data; boundary={mark}")

    def post(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Commit to a post."""
        return self._call("POST", "/v1/posts", json.dumps(wish).encode(), "application/json")

    def follow(self, post_id: str) -> dict[str, Any]:
        """Wait for its end: published, or stopped with a reason."""
        while True:
            post = self._call("GET", f"/v1/posts/{post_id}")
            print(f"  {post['state']}: waits for {post['waits_for']}")
            if post["state"] not in STILL_MOVING:
                return post
            time.sleep(1)

    def _call(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Any:
        # One key for all tries of one call: if an answer is lost, the repeat commits nothing new.
        headers = {"Authorization": f"Bearer {self._key}"}
        if body is not None:
            headers |= {"Content-Type": kind, "Idempotency-Key": uuid.uuid4().hex}
        request = urllib.request.Request(self._home + path, body, headers, method=method)  # noqa: S310 the caller's own address
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 same
                return json.load(answer)
        except urllib.error.HTTPError as error:
            told = json.load(error)
            print(f"{told['code']}: {told['detail']}\n→ {told['actor']}: {told['action']}")
            for fault in told["errors"]:
                print(f"  {fault['pointer']}: {fault['found']}; allowed: {fault['allowed']}")
            raise SystemExit(1) from error


def main(key: str, connection: str, film: str, home: str = "http://127.0.0.1:8000") -> int:
    """Hand in, post, follow."""
    publisher = Publisher(key, home)
    asset = publisher.hand_in(Path(film))
    print(f"asset {asset['id']}: {asset['size']} bytes")
    post = publisher.post(
        {
            "connection": connection,
            "assets": [asset["id"]],
            "mode": "direct",
            "caption": "Hello from Python",
            "options": {"privacy": "SELF_ONLY"},
            "schedule": "now",
        }
    )
    print(f"post {post['id']}, due {post['slot_at']}")
    post = publisher.follow(post["id"])
    if post["reason"]:
        print(f"{post['reason']['says']} → {post['reason']['actor']}: {post['reason']['action']}")
    return 0 if post["state"] == "published" else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
