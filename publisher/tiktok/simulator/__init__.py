"""A stand-in TikTok for development and tests: a second reading, sharing no code with the adapter.

Start reading in `site.py`; `scenarios.py` lists all that it can answer.
"""

from publisher.tiktok.simulator.behaviour import Behaviour
from publisher.tiktok.simulator.clock import Clock
from publisher.tiktok.simulator.deeds import run_due
from publisher.tiktok.simulator.ledger import ledger
from publisher.tiktok.simulator.scenarios import CODES, FAIL_REASONS, OAUTH_ERRORS
from publisher.tiktok.simulator.serving import Server
from publisher.tiktok.simulator.site import create_simulator, main, serve
from publisher.tiktok.simulator.world import World

__all__ = [
    "CODES",
    "FAIL_REASONS",
    "OAUTH_ERRORS",
    "Behaviour",
    "Clock",
    "Server",
    "World",
    "create_simulator",
    "ledger",
    "main",
    "run_due",
    "serve",
]
