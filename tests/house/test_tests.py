"""How tests are written: fakes at ports only, no sleeping, no patching by path."""

import ast

from tests.house.code import dotted, functions, modules, tree


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
        if function.name.startswith("test_") and not says_something(function)
    }

    assert idle == set()


def says_something(function):
    """Whether a test asserts, expects a raise, or waits for something to come true."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = dotted(node.func).rpartition(".")[2]
            if name in ("raises", "until", "fail") or name.startswith(
                ("assert", "expect", "check")
            ):
                return True
    return False
