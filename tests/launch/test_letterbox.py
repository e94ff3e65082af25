"""Messages arrive whole, whoever writes at the same time, and however long they are."""

import queue
import threading

import pytest
from honcho.printer import Message

from publisher.launch.letterbox import Letterbox

WRITERS, LETTERS = 4, 50


@pytest.fixture
def box():
    made = Letterbox()
    yield made
    made.close()


def message(data):
    return Message(type="line", data=data, time=None, name="a", colour=None)


def letter(writer, number):
    return f"{writer}:{number}".encode() * 200


def test_letters_of_several_writers_arrive_whole(box):
    def write(writer):
        for number in range(LETTERS):
            box.put(message(letter(writer, number)))

    writers = [threading.Thread(target=write, args=(name,)) for name in range(WRITERS)]
    for writer in writers:
        writer.start()

    arrived = [box.get(timeout=10).data for _ in range(WRITERS * LETTERS)]

    for writer in writers:
        writer.join()
    assert set(arrived) == {letter(w, n) for w in range(WRITERS) for n in range(LETTERS)}


def test_a_line_without_end_is_cut(box):
    box.put(message(b"x" * 5_000_000))

    assert 1000 < len(box.get(timeout=10).data) < 100_000


def test_silence_is_an_empty_box(box):
    with pytest.raises(queue.Empty):
        box.get(timeout=0.01)
