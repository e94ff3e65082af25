"""The names in front of a sentence: whichever are known, and none that breaks it."""

import pytest

from publisher.domain.about import LONGEST_NAME, About


@pytest.mark.parametrize(
    ("about", "subject"),
    [
        (About("anna", "Anna", ("film.mp4",)), "film.mp4 for @anna"),
        (About("", "Anna", ("film.mp4",)), "film.mp4 for Anna"),
        (About("anna", "Anna"), "@anna"),
        (About(files=("a.jpg", "b.jpg", "c.jpg")), "a.jpg and 2 more"),
        (About(files=("", "b.jpg")), "b.jpg and 1 more"),
        (About(files=("a\nb\x1b[31m.mp4",)), "a b [31m.mp4"),
        (About(files=("x" * 500,)), "x" * (LONGEST_NAME - 1) + "…"),
    ],
)
def test_the_subject_has_whatever_is_known(about, subject):
    assert about.subject == subject
    assert about.sentence("It was refused.") == f"{subject}: It was refused."


def test_where_no_name_is_known_the_sentence_stands_alone():
    assert About(files=("",)).sentence("It was refused.") == "It was refused."


def test_a_reason_keeps_its_own_words_beside_the_names():
    told = {"code": "x", "says": "It was refused."}

    named = About("anna", "Anna", ("film.mp4",)).named(told)

    assert named == {
        **told,
        "message": "film.mp4 for @anna: It was refused.",
        "about": {"creator": {"username": "anna", "nickname": "Anna"}, "files": ["film.mp4"]},
    }
