"""Numbers for Prometheus: posts by state, what is overdue, and calls by route."""

import time
from collections.abc import Iterator

from flask import Blueprint, Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from publisher.domain.errors import Refusal
from publisher.domain.refusals import UNAUTHORISED
from publisher.domain.states import PostState
from publisher.web.auth import Owner, owned
from publisher.web.console.session import is_signed_in, knows_password
from publisher.web.service import publisher

routes = Blueprint("metrics", __name__)
_EXTENSION = "metrics"


class Standing(Collector):
    """What the database knows, asked when it is scraped."""

    def collect(self) -> Iterator[Metric]:
        """Posts by state, and how long the oldest due one has waited."""
        counts = publisher().lists.counts()
        by_state = GaugeMetricFamily("publisher_posts", "Posts by state.", labels=["state"])
        for state in PostState:
            by_state.add_metric([state.value], counts.get(state.value, 0))
        yield by_state
        active = GaugeMetricFamily(
            "publisher_active_creators",
            "Distinct creators posted for in the platform's window.",
            labels=["platform"],
        )
        for one in publisher().allowances.used():
            active.add_metric([one.platform], one.creators)
        yield active
        standing, now = publisher().health.look(), publisher().now()
        late = (now - standing.oldest_due).total_seconds() if standing.oldest_due else 0.0
        yield GaugeMetricFamily("publisher_oldest_due_seconds", "How late the latest is.", late)
        if standing.last_sweep:
            since = (now - standing.last_sweep).total_seconds()
            yield GaugeMetricFamily("publisher_last_sweep_seconds", "Since the last sweep.", since)
        yield GaugeMetricFamily("publisher_ready", "1 when all is well.", int(standing.is_ready))

    def describe(self) -> list[Metric]:
        """Nothing is asked of the database at start."""
        return []


class Numbers:
    """The metrics of one site; with several web processes each counts its own calls."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.calls = Counter(
            "publisher_http_requests",
            "Calls.",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "publisher_http_seconds", "How long calls took.", ["route"], registry=self.registry
        )
        self.registry.register(Standing())


def register(site: Flask) -> None:
    """Count every call of this site by its route, never by its address."""
    numbers = site.extensions[_EXTENSION] = Numbers()

    @site.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @site.after_request
    def finish(answer: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        method = request.method if request.url_rule else "any"
        numbers.calls.labels(route, method, str(answer.status_code)).inc()
        numbers.seconds.labels(route).observe(time.perf_counter() - g.began)
        return answer


def _scrape() -> Response:
    """For the Operator's Prometheus: the password as Bearer or Basic, or a signed-in browser."""
    given = request.authorization
    word = (given.token or given.password or "") if given else ""
    if not is_signed_in() and not (word and knows_password(word)):
        raise Refusal(UNAUTHORISED, "metrics want the operator's password, as Bearer or Basic")
    numbers: Numbers = current_app.extensions[_EXTENSION]
    return Response(generate_latest(numbers.registry), content_type=CONTENT_TYPE_LATEST)


routes.get("/metrics", endpoint="scrape")(owned(_scrape, Owner.OPERATOR))
