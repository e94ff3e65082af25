"""Ninety-one awkward films, each with its recipe and what must become of it."""

from collections.abc import Callable
from pathlib import Path

from bench.media import films_animated, films_copied, films_encoded, films_rejected
from bench.media.drawing import Drawing, Film, cover_picture, recipe

FILMS: tuple[Film, ...] = (
    *films_copied.FILMS,
    *films_encoded.FILMS,
    *films_animated.FILMS,
    *films_rejected.FILMS,
)


def drawing(folder: Path, ffmpeg: str, canary: Path, trap: str) -> Drawing:
    """A place to draw in, where every film can be made for the sake of another."""
    folder.mkdir(parents=True, exist_ok=True)
    others = {one.name: _drawer(one) for one in FILMS} | {"cover.png": cover_picture}
    return Drawing(folder, ffmpeg, canary, trap, others)


def _drawer(film: Film) -> Callable[[Drawing], None]:
    return recipe(film.recipe, film.name) if isinstance(film.recipe, str) else film.recipe


def draw(place: Drawing, only: frozenset[str] | None = None) -> tuple[Film, ...]:
    """Make the films that are not there yet; the ones asked for, or all."""
    wanted = tuple(one for one in FILMS if only is None or one.name in only)
    for film in wanted:
        place.need(film.name)
    return wanted
