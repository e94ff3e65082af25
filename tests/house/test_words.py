"""One meaning per word: those that mean three things are not names here."""

import ast
import re

from tests.house.code import modules, tree

BANNED = {
    "user",
    "account",
    "integration",
    "provider",
    "upload",
    "job",
    "task",
    "manager",
    "helper",
    "helpers",
    "util",
    "utils",
    "common",
    "misc",
    "base",
    "data",
    "info",
}
# Names that others chose: a library calls the method, or the outside's own word is meant.
OTHERS_WORDS = {
    "handle_error": "socketserver calls it",
    "handle_starttag": "html.parser calls it",
    "handle_endtag": "html.parser calls it",
    "INFO": "a level of logging",
    "info": "Pillow's own word for what a picture says beside its pixels",
    "time_base": "FFmpeg's word for the unit of a stream's time",
    "upload_until": "until when TikTok's upload address holds",
    "MAKE_ACCOUNT_PRIVATE": "what a creator does to their own TikTok account",
}
AT_HOME = {
    ("publisher", "tiktok"): BANNED,  # speaks TikTok, misspellings included
    ("publisher", "worker"): {"job"},  # speaks RQ
}


def test_no_name_is_a_word_that_means_three_things():
    found = {
        f"{path}:{line} {name}"
        for path in modules("publisher", "media")
        for name, line in [*names(path), (path.stem, 0)]
        if name not in OTHERS_WORDS
        and (banned_in(name) - AT_HOME.get(path.parts[:2], set()) or is_vague(name))
    }

    assert found == set()


def test_every_excused_name_is_still_in_use():
    used = {name for path in modules("publisher", "media") for name, _ in names(path)}

    assert set(OTHERS_WORDS) <= used


def names(path):
    """Every name that a module gives to something, with its line."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name, node.lineno
            case ast.ClassDef(name=name) | ast.arg(arg=name):
                yield name, node.lineno
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name, node.lineno


def banned_in(name):
    parts = re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower().split("_")
    return BANNED & set(parts)


def is_vague(name):
    return re.match(r"(handle|process)_", name)
