"""How tests are written: fakes at ports only, no sleeping, no patching by path."""

import ast

from tests.house.code import dotted, functions, modules, tree

# Tests whose asking is done by a function of another module, and which.
ASKS_ELSEWHERE = {
    "tests/media/test_engine.py: test_a_photo_gets_its_verdict_and_comes_out_as_promised": (
        "the corpus itself raises where a promise is broken"
    ),
}
SAYING = ("raises", "until", "fail", "assert", "expect", "check")


def calls(path):
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]


def test_no_test_patches_by_a_dotted_path():
    found = {
        f"{path}:{call.lineno}"
        for path in modules("tests")
        for call in calls(path)
        if dotted(call.func).endswith(("setattr", "patch", "patch.object"))
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and "." in str(call.args[0].value)
    }

    assert found == set()


def test_only_the_waiting_function_sleeps():
    sleepers = {
        str(path)
        for path in modules("tests")
        for call in calls(path)
        if dotted(call.func) in ("time.sleep", "sleep")
    }

    assert sleepers == {"tests/waiting.py"}


def test_a_test_s_name_is_a_sentence():
    short = {
        f"{path}: {function.name}"
        for path in modules("tests")
        for function in functions(path)
        if function.name.startswith("test_") and function.name.count("_") < 3
    }

    assert short == set()


def test_every_test_can_fail():
    idle = {
        f"{path}: {function.name}"
        for path in modules("tests")
        for function in functions(path)
        if function.name.startswith("test_") and not says_something(function, asserting(path))
    }

    assert idle == set(ASKS_ELSEWHERE)


def asserting(path):
    """The functions of a module that assert, and so may be asked to by a test."""
    return {function.name for function in functions(path) if says_something(function, set())}


def says_something(function, others):
    """Whether a test asserts, expects a raise, waits for something, or tries whatever comes."""
    if any(dotted(node).endswith("given") for node in called(function.decorator_list)):
        return True  # a property that holds unless the code under test raises
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = dotted(node.func).rpartition(".")[2]
            if name in others or name.startswith(SAYING):
                return True
    return False


def called(decorators):
    return [node.func for node in decorators if isinstance(node, ast.Call)]
