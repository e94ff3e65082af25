"""What the service logs while it is measured: warnings and worse, so that figures can be read."""

import logging

import structlog


def hush() -> None:
    """From now on, in this process and its forks."""
    only = structlog.make_filtering_bound_logger(logging.WARNING)
    structlog.configure(wrapper_class=only, cache_logger_on_first_use=False)
    logging.disable(logging.ERROR)  # RQ tells at length of each horse that a run has killed
