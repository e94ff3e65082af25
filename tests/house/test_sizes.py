"""A module holds one idea and a function fits a screen; what does not says why."""

from tests.house.code import ROOT, functions, modules

MOST_LINES = 300
MOST_IN_A_FUNCTION = 40
LONG_FUNCTIONS = {
    ("publisher/wiring.py", "build"): "the composition root is one list, read from top to bottom",
    ("publisher/services/posts.py", "_row"): "one constructor call, a line per column of a Post",
    ("publisher/tiktok/catalogue/entry.py", "entry"): "a line per thing that is known of a code",
    ("publisher/tiktok/catalogue/reference/shape.py", "entry_json"): "a line per field told",
}


def test_no_module_is_longer_than_it_may_be():
    sizes = {
        str(path): len((ROOT / path).read_text().splitlines())
        for path in modules("publisher", "media")
    }

    assert {path: size for path, size in sizes.items() if size > MOST_LINES} == {}


def test_no_function_is_longer_than_a_screen():
    long = {
        (str(path), function.name)
        for path in modules("publisher", "media")
        for function in functions(path)
        if function.end_lineno - function.lineno + 1 > MOST_IN_A_FUNCTION
    }

    assert long == set(LONG_FUNCTIONS)
