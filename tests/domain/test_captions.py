import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.domain import captions


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("", 0),
        ("plain", 5),
        ("naïve", 5),
        ("nai\u0308ve", 6),  # decomposed: counted as it is sent
        ("日本", 2),
        ("😀", 2),
        ("👩\u200d👩\u200d👧", 8),
        ("🇸🇪", 4),
        ("a\r\nb", 4),
        ("\u200b\u202e", 2),
        ("\ud83d", 1),  # half a pair is refused elsewhere, never a crash here
        ("😀" * 1100, 2200),
    ],
)
def test_length_is_counted_in_utf_16_units(text, units):
    assert captions.length(text) == units


@given(st.text(), st.text())
def test_the_length_of_two_captions_is_the_sum_of_both(one, other):
    assert captions.length(one + other) == captions.length(one) + captions.length(other)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_length_is_that_of_the_javascript_string(text):
    assert captions.length(text) == sum(2 if ord(letter) > 0xFFFF else 1 for letter in text)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#one #two\n#three", ("one", "two", "three")),
        ("end.#glued and a#b", ()),
        ("#one#two", ("one",)),
        ("#fun! (#no) #", ("fun",)),
        ("#हिन्दी #ภาษาไทย #日本語 #été_26", ("हिन्दी", "ภาษาไทย", "日本語", "été_26")),
        ("\u3000#wide", ("wide",)),
        ("#می‌خواهم", ("می‌خواهم",)),
    ],
)
def test_tags_are_found_where_a_space_or_a_newline_stands_before_them(text, tags):
    assert captions.hashtags(text) == tags


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@ann.b with @bob_9.", ("ann.b", "bob_9")),
        ("mail me@example.com", ()),
        ("@ @. x@y", ()),
    ],
)
def test_mentions_are_found_and_addresses_are_not(text, names):
    assert captions.mentions(text) == names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://a.example/x?y=1.", ("https://a.example/x?y=1",)),
        ("(http://a.example)", ("http://a.example",)),
        ("www.shop.example and bit.ly/abc!", ("www.shop.example", "bit.ly/abc")),
        ("so.I went. Then e.g. this, 3.5 and me@mail.com", ()),
        ("SHOP.COM", ("SHOP.COM",)),
        ("node.js", ()),
    ],
)
def test_links_are_found(text, found):
    assert captions.links(text) == found


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a-" * 4000, 0),
        ("a." * 4000, 0),
        ("a.com " * 900, 900),
        ("www." * 2000, 1),
        ("@." * 4000, 0),
    ],
)
def test_a_hostile_caption_is_read_in_one_pass(text, count):
    assert len(captions.links(text)) == count


def test_characters_that_no_request_can_carry_are_named():
    assert captions.unsendable("ok \x00 and \ud83d!") == (3, 9)
    assert captions.unsendable("fine 😀") == ()
