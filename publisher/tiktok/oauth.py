"""Consent page, code exchange, renewal and revocation: Authlib's protocol, TikTok's deviations.

TikTok says `client_key` for `client_id`, joins scopes with commas, wants the PKCE challenge in hex
although it calls it S256, answers errors with any HTTP status, and takes no scope on renewal.
Sources: "Login Kit for Web", "Login Kit for Desktop", "OAuth User Access Token Management".
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.client import OAuth2Client

from publisher.domain.ports import Declined
from publisher.domain.secret import Secret
from publisher.domain.tickets import Grant
from publisher.tiktok import wire
from publisher.tiktok.client import TikTokClient
from publisher.tiktok.line import Lost
from publisher.tiktok.replies import Reply
from publisher.tiktok.verdicts import declined, silent

# Where TikTok names no end to a refresh token: it is used until it is refused.
NO_END = datetime(9999, 1, 1, tzinfo=UTC)


def challenge(verifier: Secret) -> str:
    """TikTok's S256: lower-case hex of SHA-256, not the base64url of RFC 7636."""
    return hashlib.sha256(verifier.reveal().encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class OAuth:
    """One client registration's conversation with TikTok's OAuth endpoints."""

    client: TikTokClient
    key: str
    secret: Secret
    auth_url: str
    now: Callable[[], datetime]

    def consent(self, state: str, verifier: Secret, back_to: str, scopes: tuple[str, ...]) -> str:
        """The address of TikTok's consent page."""
        address, _ = _Protocol(self).create_authorization_url(
            f"{self.auth_url.rstrip('/')}/v2/auth/authorize/",
            state=state,
            redirect_uri=back_to,
            scope=",".join(scopes),
            client_key=self.key,
            code_challenge=challenge(verifier),
            code_challenge_method="S256",
            # Always show the page: several creators may share a browser.
            disable_auto_auth="1",
        )
        parts = urlsplit(str(address))
        # client_id in this address makes TikTok show an error page to the creator.
        query = [pair for pair in parse_qsl(parts.query) if pair[0] != "client_id"]
        return parts._replace(query=urlencode(query)).geturl()

    def exchange(self, code: str, verifier: Secret, back_to: str) -> Grant | Declined:
        """Trade the code that came back for tokens."""
        protocol = _Protocol(self)
        protocol.fetch_token(
            "token",
            grant_type="authorization_code",
            code=code,
            redirect_uri=back_to,
            code_verifier=verifier.reveal(),
        )
        return self._grant(protocol.session.reply, None)

    def renew(self, refresh: Secret) -> Grant | Declined:
        """A new pair; where TikTok sends no new refresh token the old one goes on."""
        protocol = _Protocol(self)
        protocol.refresh_token("token", refresh_token=refresh.reveal())
        return self._grant(protocol.session.reply, refresh)

    def revoke(self, access: Secret) -> Declined | None:
        """Give the permission back; TikTok's success is an empty body."""
        protocol = _Protocol(self)
        protocol.revoke_token("revoke", token=access.reveal())
        reply = protocol.session.reply
        done = reply.lost is Lost.NO and reply.http == 200 and not reply.code  # noqa: PLR2004 - HTTP's own number
        if done and (reply.readable or not reply.raw.strip()):
            return None
        return declined("revoke", reply)

    def _grant(self, reply: Reply, old: Secret | None) -> Grant | Declined:
        """Success means that an access token is there, whatever the status (OAuth page, reports).

        What TikTok leaves out is never a reason to throw away a new pair: the old one is dead.
        """
        found = wire.tokens(reply.payload)
        if isinstance(found, wire.Unreadable):
            return declined("token", reply) if reply.code else silent("token", reply)
        refresh = found.refresh_token or old
        if refresh is None or (old is None and not found.open_id):
            return silent("token", reply)
        now, ends = self.now(), found.refresh_expires_in
        return Grant(
            open_id=found.open_id,
            access=found.access_token,
            access_until=now + timedelta(seconds=found.expires_in or 0),
            refresh=refresh,
            refresh_until=NO_END if ends is None else now + timedelta(seconds=ends),
            scopes=found.scopes,
        )


class _Protocol(OAuth2Client):  # type: ignore[misc]  # Authlib ships no types
    """Authlib's OAuth 2 client with TikTok's client authentication, over our own line."""

    def __init__(self, oauth: OAuth) -> None:
        super().__init__(
            _Session(oauth.client),
            client_id=oauth.key,
            client_secret=oauth.secret.reveal(),
            token_endpoint_auth_method="client_key_post",  # noqa: S106 - the name of a method
            revocation_endpoint_auth_method="client_key_post",
        )
        self.register_client_auth_method(("client_key_post", _as_client_key))

    def parse_response_token(self, resp: Reply) -> dict[str, Any]:
        """No exceptions and no judgement by HTTP status: TikTok answers errors with 200 too."""
        return {"refresh_token": None, **resp.payload}


class _Session:
    """What Authlib takes for a requests session: it signs and sends through our client."""

    def __init__(self, client: TikTokClient) -> None:
        self._send = {"token": client.token, "revoke": client.revoke}
        self.reply = Reply(readable=False)

    def post(
        self, url: str, data: Mapping[str, str], headers: dict[str, str], auth: ClientAuth
    ) -> Reply:
        """One form to the endpoint that Authlib was told of."""
        _, _, body = auth.prepare("POST", url, headers, urlencode(data))
        self.reply = self._send[url](dict(parse_qsl(body)))
        return self.reply


def _as_client_key(
    client: ClientAuth, _method: str, uri: str, headers: dict[str, str], body: str
) -> tuple[str, dict[str, str], str]:
    """TikTok's client authentication: both in the form body, `client_key` for `client_id`."""
    ours = urlencode({"client_key": client.client_id, "client_secret": client.client_secret})
    return uri, headers, f"{body}&{ours}" if body else ours
