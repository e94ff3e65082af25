"""Our own work measured again: only what is as promised gets our name."""

from pathlib import Path

from media.errors import BadSourceError, NotVouchedError
from media.facts import Facts, Wholeness
from media.findings import Weight
from media.plans import Encode, EncodeAudio, Remux
from media.probe import probe
from media.rules import check
from media.spec import Spec
from media.tools import Tools

LENGTH_SLACK = 0.25


def vouch_kept(path: Path, facts: Facts, spec: Spec, tools: Tools) -> Facts:
    """The Facts of a file that is handed on as it is, once it was read further than its index."""
    if facts.wholeness is not Wholeness.STRUCTURE:
        return facts
    deeper = probe(path, tools, kind_hint=spec.kind)
    _refuse_misfit(deeper, spec)
    return deeper


def vouch(path: Path, plan: Remux | EncodeAudio | Encode, spec: Spec, tools: Tools) -> Facts:
    """The Facts of an output that fits; NotVouchedError says what is wrong with it."""
    try:
        made = probe(path, tools, kind_hint=spec.kind)
    except BadSourceError as error:
        raise NotVouchedError(f"the output cannot be read: {error}") from error
    _refuse_misfit(made, spec)
    if abs(made.seconds - plan.seconds) > LENGTH_SLACK:
        raise NotVouchedError(f"{made.seconds:.2f} s came out, {plan.seconds:.2f} s were promised")
    if (made.sound is None) != (plan.sound is None):
        raise NotVouchedError("the output has sound where none was promised, or none where it was")
    return made


def _refuse_misfit(made: Facts, spec: Spec) -> None:
    left = [one for one in check(made, spec) if one.weight is not Weight.NOTICE]
    if left:
        raise NotVouchedError(f"it does not fit: {left[0].says}")
