"""docs/simulator.md says all there is, and nothing that is not there."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from publisher.tiktok.simulator import Behaviour, World, scenarios
from publisher.tiktok.simulator.faults import ENDPOINTS, KINDS

PAGE = (Path(__file__).parents[3] / "docs" / "simulator.md").read_text()


def test_every_control_call_is_described_and_every_described_one_exists(site):
    routes = {re.sub(r"<\w+:", "<", str(r)) for r in site.url_map.iter_rules()}
    ours = {route for route in routes if route.startswith("/_sim/")}
    described = set(re.findall(r"/_sim/[a-z/_<>]*[a-z>]", PAGE))

    assert ours <= described
    assert {name for name in described if "<" in name} <= ours


def test_every_switch_is_described_and_every_described_one_exists():
    section = PAGE.partition("## Switches")[2].partition("## In a test")[0]
    named = set(re.findall(r"`([a-z_]+)`", "\n".join(_cells(section))))

    assert named == {field.name for field in fields(Behaviour)}


def test_every_mark_is_described_and_every_described_one_is_known():
    section = PAGE.partition("**Everything else**")[2].partition("## The control room")[0]
    named = set(re.findall(r"`([a-z-]+)(?:=[^`]*)?`", "\n".join(_cells(section))))

    assert named == set(scenarios.MARKS)


def _cells(section):
    return re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)


@pytest.mark.parametrize("word", [*ENDPOINTS, *KINDS])
def test_every_place_and_kind_of_a_fault_is_described(word):
    assert f"`{word}`" in PAGE


def test_every_seeded_creator_and_client_is_described():
    world = World()
    for creator in world.creators.all():
        assert f"| `{creator.handle}` |" in PAGE
    for client in world.clients.all():
        assert f"| `{client.key}` | `{client.secret}` |" in PAGE
