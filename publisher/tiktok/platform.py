"""The Platform port, spoken in TikTok: our calls in, Outcomes out."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import httpx

from publisher.domain.outcomes import Blocked, Deferred, Outcome, Refused
from publisher.domain.ports import Declined, Draft, Finding, Heard, Platform, Seen
from publisher.domain.reasons import Raw
from publisher.domain.secret import Secret
from publisher.domain.states import Mode, Transfer
from publisher.domain.tickets import CreatorFacts, Grant, Remote, Ticket
from publisher.tiktok import announcements, options, specs, uploads, verdicts, webhooks, wire
from publisher.tiktok import creator as creators
from publisher.tiktok import own_reasons as why
from publisher.tiktok.allowances import ALLOWANCES
from publisher.tiktok.client import TikTokClient
from publisher.tiktok.creator import Audit
from publisher.tiktok.line import Line
from publisher.tiktok.oauth import OAuth
from publisher.tiktok.replies import Reply
from publisher.tiktok.sending import Interrupted, Sending

API_URL, AUTH_URL = "https://open.tiktokapis.com", "https://www.tiktok.com"


@dataclass(frozen=True, slots=True)
class Client:
    """Our registration at TikTok, and where TikTok is."""

    key: str
    secret: Secret
    audit: Audit = Audit.UNAUDITED
    scopes: tuple[str, ...] = ("user.info.basic", "video.upload", "video.publish")
    api_url: str = API_URL
    auth_url: str = AUTH_URL


class TikTok:
    """Publishes to TikTok; implements `publisher.domain.ports.Platform`."""

    name = "tiktok"

    def __init__(
        self,
        client: Client,
        *,
        now: Callable[[], datetime],
        transport: httpx.BaseTransport | None = None,
        is_quiet: Callable[[], bool] = lambda: True,
        rest: Callable[[float], None] = time.sleep,
    ) -> None:
        self.client = client.key
        self.scopes = client.scopes
        self._ours = client
        self._audit = Audit(client.audit)  # a word from the settings serves as well
        self.allowance = ALLOWANCES[self._audit]
        self._now = now
        self._rest = rest
        self._line = Line(transport, is_quiet)
        self._http = TikTokClient(self._line, client.api_url)
        self._oauth = OAuth(self._http, client.key, client.secret, client.auth_url, now)

    def close(self) -> None:
        """Let go of open connections."""
        self._line.close()

    # --- the Creator ---------------------------------------------------------------------------

    def consent(self, state: str, verifier: Secret, back_to: str, scopes: tuple[str, ...]) -> str:
        """Where to send the Creator's browser."""
        return self._oauth.consent(state, verifier, back_to, scopes)

    def exchange(self, code: str, verifier: Secret, back_to: str) -> Grant | Declined:
        """Trade the code that came back for tokens."""
        return self._oauth.exchange(code, verifier, back_to)

    def renew(self, refresh: Secret) -> Grant | Declined:
        """A new pair of tokens; `open_id` and `scopes` are empty where TikTok left them out."""
        return self._oauth.renew(refresh)

    def revoke(self, access: Secret) -> Declined | None:
        """Give our permission back."""
        return self._oauth.revoke(access)

    def creator(self, access: Secret) -> CreatorFacts | Declined:
        """What the Creator may do right now; who may only receive drafts is known by name only."""
        reply = self._http.creator_info(access)
        if reply.readable and reply.code in creators.NOT_NOW:
            code = verdicts.judged("creator_info", reply).reason.code
            return creators.little_known(
                self._now(), cannot_post=code, said=reply.raw_of("creator_info")
            )
        if (
            reply.readable
            and reply.code == "scope_not_authorized"
            and "video.upload" in self.scopes
        ):
            return self._by_name(access, reply)
        if not reply.ok:
            return verdicts.declined("creator_info", reply, self._now())
        found = wire.creator_info(reply.payload)
        if isinstance(found, wire.Unreadable):
            return verdicts.silent("creator_info", reply)
        return creators.facts(found, self._now())

    def _by_name(self, access: Secret, refusal: Reply) -> CreatorFacts | Declined:
        """creator_info needs video.publish; without it the basic scope still tells a name."""
        reply = self._http.user_info(access)
        if not reply.ok:
            return verdicts.declined("user_info", reply)
        found = wire.user_info(reply.payload)
        if isinstance(found, wire.Unreadable):
            return verdicts.declined("creator_info", refusal)
        nickname, avatar_url = found
        said = refusal.raw_of("creator_info")
        return creators.little_known(self._now(), nickname, avatar_url, said=said)

    def listed(self, access: Secret) -> list[Seen] | Declined:
        """The Creator's newest public videos, where `video.list` was granted."""
        reply = self._http.video_list(access)
        found = wire.videos(reply.payload) if reply.ok else None
        if found is None:
            return _of_list(verdicts.declined("user_info", reply))
        if isinstance(found, wire.Unreadable):
            return _of_list(verdicts.silent("user_info", reply))
        return [Seen(one.id, one.text, one.duration, one.create_time) for one in found]

    # --- before a Post -------------------------------------------------------------------------

    def check(self, draft: Draft, creator: CreatorFacts | None) -> list[Finding]:
        """What cannot be said, would be swallowed in silence, or must be checked by rule."""
        found = options.faults(draft)
        return found + creators.faults(draft, creator, self._audit)

    def spec(self, *, photos: bool, max_seconds: int | None) -> str:
        """The name of the media Spec, narrowed to this Creator."""
        return specs.name(photos=photos, max_seconds=max_seconds)

    # --- a Post --------------------------------------------------------------------------------

    def open(self, ticket: Ticket) -> Outcome:
        """Announce the Post. Raises ValueError for a ticket that has a Remote already."""
        if ticket.remote is not None:
            raise ValueError("this Attempt was announced already; it must never be again")
        step = announcements.step_of(ticket)
        wrong = [one for one in options.faults(_draft(ticket)) if one.stops]
        if wrong:
            said = "; ".join(f"{one.fault.pointer}: {one.fault.rule}" for one in wrong[:5])
            return Refused(wrong[0].reason, Raw(message=said, step=step))
        sent_at = self._now()
        reply = self._announce(step, ticket)
        pull = ticket.photos or ticket.transfer is Transfer.PULL
        api_url = self._ours.api_url
        return verdicts.opened(step, reply, pull=pull, sent_at=sent_at, api_url=api_url)

    def _announce(self, step: str, ticket: Ticket) -> Reply:
        body = announcements.body(ticket)
        if step == "content_init":
            return self._http.content_init(ticket.token, body)
        if step == "video_init":
            return self._http.video_init(ticket.token, body)
        return self._http.inbox_init(ticket.token, body)

    def announcement(self, ticket: Ticket) -> dict[str, Any]:
        """What `open` says for this ticket, to be kept beside what was asked; addresses starred."""
        return announcements.body(replace(ticket, addresses=("***",) * len(ticket.addresses)))

    def goes_whole(self, size: int) -> bool:
        """Whether the last piece is the only one."""
        return uploads.plan(size).count == 1

    def fill(self, ticket: Ticket, beat: Callable[[int], bool]) -> Outcome:
        """Send all bytes but the last piece; Opened, with `bytes_sent`, when only that is left.

        `beat` is called for every 250 KB and after each piece, with what TikTok has by now, so it
        should be cheap; with False the sending ends at once, in the middle of a piece.
        """
        return self._send(ticket, beat, Sending.all_but_the_last)

    def commit(self, ticket: Ticket, beat: Callable[[int], bool] | None = None) -> Outcome:
        """Send the last piece: the point of no return of a file."""
        return self._send(ticket, beat or (lambda _: True), Sending.the_last)

    def _send(
        self, ticket: Ticket, beat: Callable[[int], bool], part: Callable[[Sending], Outcome]
    ) -> Outcome:
        remote, film = _remote(ticket), ticket.film
        if film is None:
            raise ValueError("nothing can be sent without a film on the ticket")
        if remote.address is None:
            return Deferred(why.ADDRESS_GONE, Raw(step="transfer"), remote=remote)
        if not uploads.may_receive(remote.address.reveal(), self._ours.api_url):
            return Blocked(why.UPLOAD_HOST, Raw(step="transfer"))
        try:
            return part(Sending(self._http, film, remote, remote.address, beat, self._rest))
        except Interrupted as interrupted:
            return interrupted.outcome

    def ask(self, ticket: Ticket) -> Outcome:
        """What became of it; never says Published but for TikTok's own PUBLISH_COMPLETE."""
        remote = _remote(ticket)
        reply = self._http.status(ticket.token, remote.publish_id)
        sent_by_us = ticket.transfer is Transfer.FILE and not ticket.photos
        size = ticket.film.size if ticket.film and sent_by_us else None
        return verdicts.asked(reply, remote, size, self._now())

    def cancel(self, ticket: Ticket) -> Declined | None:
        """Ask TikTok to call off a fetch; None when it agreed. Best effort: ask afterwards."""
        reply = self._http.cancel(ticket.token, _remote(ticket).publish_id)
        return None if reply.ok else verdicts.declined("cancel", reply)

    # --- unasked -------------------------------------------------------------------------------

    def hear(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Heard | None:
        """Read a Notice; None where it is not genuine, too old or not for this client."""
        if not webhooks.is_genuine(headers, body, self._ours.secret, now):
            return None
        return webhooks.read(body, self._ours.key)


def _of_list(declined: Declined) -> Declined:
    """The catalogue knows the general codes by user_info; the Step has its own name."""
    return replace(declined, raw=replace(declined.raw, step="video_list"))


def _remote(ticket: Ticket) -> Remote:
    if ticket.remote is None:
        raise ValueError("this Step needs the Remote that the announcement gave")
    return ticket.remote


def _draft(ticket: Ticket) -> Draft:
    """The ticket as the options see it, to be checked once more before anything is said."""
    return Draft(
        mode=Mode(ticket.mode),
        photos=ticket.photos,
        caption=ticket.caption,
        title=ticket.title,
        description=ticket.description,
        options=ticket.options,
        count=len(ticket.addresses) if ticket.photos else 1,
    )


if TYPE_CHECKING:  # the checker's proof that the port is kept

    def _is_a_platform(tiktok: TikTok) -> Platform:
        return tiktok
