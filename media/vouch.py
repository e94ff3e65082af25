"""Our own work measured again: only what is as promised gets our name."""

from pathlib import Path

from media.errors import BadSourceError, NotVouchedError
from media.facts import Facts
from media.findings import Weight
from media.plans import Encode, EncodeAudio, Remux
from media.probe import probe
from media.rules import check
from media.spec import Spec
from media.tools import Tools

LENGTH_SLACK = 0.25


def vouch(path: Path, plan: Remux | EncodeAudio | Encode, spec: Spec, tools: Tools) -> Facts:
    """The Facts of an output that fits; NotVouchedError says what is wrong with it."""
    try:
        made = probe(path, tools, kind_hint=spec.kind)
    except BadSourceError as error:
        raise NotVouchedError(f"the output cannot be read: {error}") from error
    left = [one for one in check(made, spec) if one.weight is not Weight.NOTICE]
    if left:
        raise NotVouchedError(f"the output does not fit: {left[0].says}")
    if abs(made.seconds - plan.seconds) > LENGTH_SLACK:
        raise NotVouchedError(f"{made.seconds:.2f} s came out, {plan.seconds:.2f} s were promised")
    if (made.sound is None) != (plan.sound is None):
        raise NotVouchedError("the output has sound where none was promised, or none where it was")
    return made
