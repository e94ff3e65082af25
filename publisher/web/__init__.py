"""HTTP and nothing else: the API for Apps, connect pages for Creators, the Operator's console."""

from datetime import timedelta

from apiflask import APIFlask

from publisher.web import (
    auth,
    connect,
    headers,
    notices,
    openapi,
    problems,
    pulls,
    reference,
    words,
)
from publisher.web.api import (
    assets,
    bulk,
    connections,
    describing,
    errors,
    events,
    health,
    limits,
    metrics,
    posts,
    posts_change,
    queues,
    support,
)
from publisher.web.console import connections as console_connections
from publisher.web.console import failures as console_failures
from publisher.web.console import overview, session
from publisher.web.console import posts as console_posts
from publisher.web.service import KEY
from publisher.wiring import Publisher

RESOURCES = (
    *(assets, connections, limits, queues),
    *(posts, posts_change, bulk, events, errors, support),
)
OTHERS = (health, metrics, openapi, notices, pulls, connect, reference)
CONSOLE = (session, overview, console_posts, console_connections, console_failures)


def create_site(publisher: Publisher) -> APIFlask:
    """The whole site over one Publisher; raises RuntimeError where a route has no owner."""
    site = APIFlask(
        "publisher.web",
        title="Publisher",
        version="1",
        json_errors=False,
        docs_path=None,
        spec_path=None,
        template_folder="templates",
    )
    _configure(site, publisher)
    headers.register(site)
    problems.register(site)
    metrics.register(site)
    words.register(site)
    for module in (*RESOURCES, *OTHERS, *CONSOLE):
        site.register_blueprint(module.routes)
    site.view_functions["static"].__dict__["owner"] = auth.Owner.ANYBODY
    auth.refuse_ownerless(site)
    return site


def _configure(site: APIFlask, publisher: Publisher) -> None:
    settings = publisher.settings
    secure = settings.public_url.startswith("https:")
    site.extensions[KEY] = publisher
    site.url_map.converters["id"] = auth.IdConverter
    site.url_map.merge_slashes = False  # an address is what was asked, not what it looks like
    site.config.update(
        SECRET_KEY=settings.session_secret.reveal(),
        PUBLIC_URL=settings.public_url,
        MAX_CONTENT_LENGTH=256 * 1024,
        MAX_FORM_PARTS=20,
        SESSION_COOKIE_NAME="__Host-publisher" if secure else "publisher",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        SESSION_REFRESH_EACH_REQUEST=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
        AUTO_404_RESPONSE=False,
        AUTO_SERVERS=False,
        SECURITY_SCHEMES={describing.BEARER: {"type": "http", "scheme": "bearer"}},
        DESCRIPTION="Publish to TikTok: each post once, at a safe time; errors say who acts.",
    )
