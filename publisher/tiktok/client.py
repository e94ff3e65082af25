"""One method per endpoint of TikTok, one reply type, no judgement."""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any
from urllib.parse import urlencode

import httpx

from publisher.domain.secret import Secret
from publisher.tiktok.line import Line
from publisher.tiktok.replies import Reply, bare, envelope, flat
from publisher.tiktok.uploads import Piece

_VIDEO_FIELDS = "id,create_time,video_description,duration,title"
_MOST_VIDEOS = 20  # "List Videos": max_count at most 20
_FORM = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Cache-Control": "no-cache",
    "Accept": "application/json",
}


class TikTokClient:
    """Speaks to one base address over one line; holds no token."""

    def __init__(self, line: Line, api_url: str) -> None:
        self._line = line
        self._api = api_url.rstrip("/")
        # Taken apart once: that was half of making a request. Never for an upload address, which is
        # a secret and would be kept here.
        self._at = cache(lambda path: httpx.URL(self._api + path))

    def creator_info(self, access: Secret) -> Reply:
        """What this creator may do right now."""
        return self._post("/v2/post/publish/creator_info/query/", access, None)

    def video_init(self, access: Secret, body: dict[str, Any]) -> Reply:
        """Announce a direct post of a video."""
        return self._post("/v2/post/publish/video/init/", access, body)

    def inbox_init(self, access: Secret, body: dict[str, Any]) -> Reply:
        """Announce a video for the creator's inbox."""
        return self._post("/v2/post/publish/inbox/video/init/", access, body)

    def content_init(self, access: Secret, body: dict[str, Any]) -> Reply:
        """Announce photos, which TikTok fetches."""
        return self._post("/v2/post/publish/content/init/", access, body)

    def status(self, access: Secret, publish_id: str) -> Reply:
        """What became of an announcement."""
        return self._post("/v2/post/publish/status/fetch/", access, {"publish_id": publish_id})

    def cancel(self, access: Secret, publish_id: str) -> Reply:
        """Call off a fetch; best effort on TikTok's side."""
        return self._post("/v2/post/publish/cancel/", access, {"publish_id": publish_id})

    def user_info(self, access: Secret) -> Reply:
        """Who this creator is; only fields that the least scope covers."""
        headers = {"Authorization": f"Bearer {access.reveal()}"}
        at = self._at("/v2/user/info/?fields=open_id,display_name,avatar_url")
        return envelope(self._line.exchange("GET", at, headers=headers))

    def video_list(self, access: Secret) -> Reply:
        """The creator's newest public videos."""
        path = f"/v2/video/list/?fields={_VIDEO_FIELDS}"
        return self._post(path, access, {"max_count": _MOST_VIDEOS})

    def token(self, form: dict[str, str]) -> Reply:
        """Trade a code or a refresh token."""
        return self._form("/v2/oauth/token/", form)

    def revoke(self, form: dict[str, str]) -> Reply:
        """Give an access token back; success is an empty body."""
        return self._form("/v2/oauth/revoke/", form)

    def chunk(
        self, address: Secret, piece: Piece, total: int, content_type: str, content: Iterable[bytes]
    ) -> Reply:
        """Send one piece of a file. The address is the secret here: no token goes along."""
        headers = {
            "Content-Type": content_type,
            # Without it a stream would go out in HTTP chunks, which the upload hosts refuse.
            "Content-Length": str(piece.size),
            "Content-Range": f"bytes {piece.first}-{piece.last}/{total}",
        }
        answer = self._line.exchange("PUT", address.reveal(), headers=headers, content=content)
        return bare(answer)

    def _post(self, path: str, access: Secret, body: dict[str, Any] | None) -> Reply:
        headers = {
            "Authorization": f"Bearer {access.reveal()}",
            "Content-Type": "application/json; charset=UTF-8",
        }
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        answer = self._line.exchange("POST", self._at(path), headers=headers, content=content)
        return envelope(answer)

    def _form(self, path: str, form: dict[str, str]) -> Reply:
        content = urlencode(form).encode()
        answer = self._line.exchange("POST", self._at(path), headers=_FORM, content=content)
        return flat(answer)
