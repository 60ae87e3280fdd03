"""The user's own actors: what is taken, what is refused in a sentence, and how they are found."""

from datetime import date

import pytest

from signals.actors import find_actors, own_names_csv, read_own_names
from signals.actors.own import MOST_BYTES
from signals.errors import InputError

LIST = "id,names\nMERCHANTS,Sea Merchants|Guild of Sea Merchants\nWAGNER,Africa Corps\n"


def test_own_names_are_found_beside_those_of_the_tables() -> None:
    own = read_own_names(LIST.encode())
    text = "The Sea Merchants and the Africa Corps left Mali."
    assert [mention.actor for mention in find_actors(text, own=own)] == ["MERCHANTS", "WAGNER", "MLI"]
    assert [mention.actor for mention in find_actors(text)] == ["MLI"]


def test_a_list_survives_being_written_and_read_again() -> None:
    own = read_own_names(LIST.encode())
    assert read_own_names(own_names_csv(own).encode("utf-8-sig")) == own


def test_semicolons_and_blank_lines_are_taken() -> None:
    assert read_own_names(b"id;names\r\n\r\nA1;Blue Hats|Red Hats\r\n") == (("Blue Hats", "A1"), ("Red Hats", "A1"))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "must begin with the line id,names"),
        (b"name,alias\nA,B\n", "must begin with the line id,names"),
        (b"id,names\n=1+1,Blue Hats\n", "Line 2: .* is no id"),
        (b"id,names\n2024-01-01,Blue Hats\n", "Line 2: .* is no id"),
        (b"id,names\nNaN,Blue Hats\n", "Line 2: .* is no id"),
        (b"id,names\nRussia,Blue Hats\n", "Line 2: Russia is RUS in the tables"),
        (b"id,names\nBLUE,\n", "Line 2: BLUE has no names"),
        (b"id,names\nBLUE,Blue\x00Hats\n", "cannot be a name|not a CSV"),
        (b"id,names\nBLUE,is\n", "Line 2: .* cannot be a name"),
        (b"id,names\nBLUE,Hats\nRED,Hats\n", "Line 3: .* stands for BLUE already"),
        (b"id,names\nBLUE," + b"x" * 90 + b"\n", "cannot be a name"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b'id,names\n"BLUE', "not a CSV"),
        (b"x" * (MOST_BYTES + 1), "larger than"),
    ],
)
def test_what_cannot_be_a_list_gets_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as error:
        read_own_names(data)
    assert "\n" not in str(error.value)


def test_names_are_read_as_text_is_read() -> None:
    own = read_own_names("id,names\nON,O’Neill Group|Cafe\u0301 Union|Weißenburg Gruppe\nWAG,Moscow\n".encode())
    for text in ("The O’Neill Group left.", "The Café Union left.", "THE WEISSENBURG GRUPPE LEFT."):
        assert [mention.actor for mention in find_actors(text, own=own)] == ["ON"]
    assert [mention.actor for mention in find_actors("Moscow left.", date(1985, 1, 1), own)] == ["WAG"]
