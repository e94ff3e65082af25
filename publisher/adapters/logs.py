"""How a log line looks: one line of JSON or of text, and never a local variable in a trace."""

import logging
import sys

import structlog

_QUIET = ("rq", "rq.worker", "httpx", "httpcore", "alembic", "werkzeug")


def configure(level: str, form: str) -> None:
    """Set up logging for this process; `form` is `json` or `text`."""
    chosen = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(
        level=chosen, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s"
    )
    for name in _QUIET:  # they would tell addresses and arguments that are none of a log's business
        logging.getLogger(name).setLevel(max(chosen, logging.WARNING))
    shape: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if form == "json"
        # Plain traces: the handsome ones print every local variable, secrets included.
        else [
            structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            )
        ]
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *shape,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(chosen),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
