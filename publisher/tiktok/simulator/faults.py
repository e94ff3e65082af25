"""Which fault strikes now: orders from the control API first, then marks in the caption."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from flask import g

from publisher.tiktok.simulator import scenarios
from publisher.tiktok.simulator.envelope import OAuthRefusal, Refusal
from publisher.tiktok.simulator.records import Fault, Fired
from publisher.tiktok.simulator.scenarios import Mark
from publisher.tiktok.simulator.world import World

FLAT = ("token", "revoke")
ENDPOINTS = ("authorize", *FLAT, "chunk", *scenarios.CODES)
KINDS = (*scenarios.BREAKS, *scenarios.GATEWAY, "code")
INITS = frozenset({"video_init", "inbox_init", "content_init"})


@dataclass(frozen=True)
class Strike:
    """What goes wrong with this one answer."""

    kind: str
    code: str = ""
    http: int = 0
    seconds: float = 0.0


class Spoilt(Exception):
    """Stop here: the call takes no effect and its answer is spoilt."""

    def __init__(self, strike: Strike) -> None:
        super().__init__(strike.kind)
        self.strike = strike


@dataclass(frozen=True)
class Scene:
    """Where we are: what the orders and marks are compared with."""

    endpoint: str
    handle: str = ""
    publish_id: str = ""
    text: str = ""  # caption and the creator's own marks
    places: frozenset[str] = frozenset()
    asked: bool = False  # orders that name no share were already compared for this request


def before(world: World, scene: Scene) -> None:
    """Strike before the call takes effect.

    Raises `Spoilt`, or `Refusal` when an error code was ordered.
    """
    strike = _next(world, scene, before=True)
    if strike is None:
        return
    if strike.kind == "code" and scene.endpoint in FLAT:
        raise OAuthRefusal(strike.code, strike.code, strike.http or 400)
    if strike.kind == "code" and scene.endpoint in scenarios.CODES:
        raise Refusal(strike.code, "", strike.http)
    raise Spoilt(strike)


def after(world: World, scene: Scene) -> str:
    """Strike after the call took effect: the answer will be spoilt. Gives the kind, or ''."""
    strike = _next(world, scene, before=False)
    if strike is None:
        return ""
    g.strike = strike
    return strike.kind


def struck(world: World, scene: Scene, found: Mark, usual: int) -> bool:
    """Count this mark for this creator and caption; False once it has struck often enough."""
    limit = found.times or usual
    key = hashlib.sha256(f"{scene.handle}\x00{scene.text}\x00{found.raw}".encode()).hexdigest()
    with world.change():
        past = world.fired.get(key) or Fired(key, 0)
        if past.times >= limit:
            return False
        world.fired.put(key, Fired(key, past.times + 1))
    if not scenarios.is_break(found.name):
        _tell(world, f"{scene.endpoint} {found.name}")
    return True


def _next(world: World, scene: Scene, *, before: bool) -> Strike | None:
    strike = _ordered(world, scene, before=before) or _marked(world, scene, before=before)
    if strike:
        _tell(world, f"{scene.endpoint} {strike.code or strike.kind}")
    return strike


def _tell(world: World, what: str) -> None:
    """Count it: a run whose faults never struck has shown nothing."""
    with world.memory.lock:
        world.struck[what] += 1


def _ordered(world: World, scene: Scene, *, before: bool) -> Strike | None:
    if not len(world.faults):
        return None
    with world.change():
        for fault in world.faults.all():
            if fault.before != before or not _meant(fault, scene):
                continue
            if fault.skip > 0:
                world.faults.put(fault.fault_id, replace(fault, skip=fault.skip - 1))
                continue
            if world.dice.random() >= fault.chance:
                continue
            if fault.times <= 1:
                world.faults.drop(fault.fault_id)
            elif fault.times < scenarios.FOREVER:
                world.faults.put(fault.fault_id, replace(fault, times=fault.times - 1))
            return Strike(fault.kind, fault.code, fault.http, fault.seconds)
    return None


def _meant(fault: Fault, scene: Scene) -> bool:
    endpoint = fault.endpoint
    group = endpoint == "init" and scene.endpoint in INITS
    if endpoint not in {scene.endpoint, "any"} and not group:
        return False
    if scene.asked and not fault.publish_id:
        return False
    if fault.handle and fault.handle != scene.handle:
        return False
    return not fault.publish_id or fault.publish_id == scene.publish_id


def _marked(world: World, scene: Scene, *, before: bool) -> Strike | None:
    if "[sim:" not in scene.text:
        return None
    for each in scenarios.breaks(scene.text):
        here = each.before == before and each.where in scene.places
        if here and struck(world, scene, each.mark, usual=1):
            return Strike(each.kind, seconds=scenarios.span(each.mark.value, 0.0))
    return None
