"""The sentences behind what a page shows: the same as those behind the number, as many as can be read."""

from datetime import date

import pandas as pd
import pytest

from signals.library import Library
from signals.measuring import acts, behind
from signals.selection import Options
from signals.sentences import newest_acts, weightiest

UKRAINE = Options(collection="Sample: Ukraine, winter 2021–22")
FIRST, LAST = date(2021, 11, 1), date(2022, 3, 1)


def test_the_weightiest_are_the_first_of_those_behind_the_number(sample_library: Library) -> None:
    all_of_them = behind(sample_library, UKRAINE, ["RUS"], FIRST, LAST)
    some = weightiest(sample_library, UKRAINE, ["RUS"], FIRST, LAST, most=5)
    assert some.total == len(all_of_them) > 5
    columns = ["article_id", "paragraph", "points", "text"]
    pd.testing.assert_frame_equal(some.rows[columns], all_of_them[columns].head(5))


def test_the_newest_acts_are_those_of_the_pair(sample_library: Library) -> None:
    known, count = acts(sample_library, UKRAINE, "RUS", "UKR")
    found = newest_acts(sample_library, UKRAINE, "RUS", "UKR")
    assert found.total == count
    pd.testing.assert_frame_equal(found.rows, known)


@pytest.mark.parametrize(("side", "column"), [("given", "source"), ("received", "target")])
def test_acts_can_be_asked_for_by_side_and_kind(sample_library: Library, side: str, column: str) -> None:
    found = newest_acts(sample_library, UKRAINE, "RUS", side=side, events=("CONSULT", "AGREE"))
    assert found.total == len(found.rows) > 0
    assert set(found.rows[column]) == {"RUS"}
    assert set(found.rows["event"]) <= {"CONSULT", "AGREE"}


def test_nobody_knows_an_unknown_actor(sample_library: Library) -> None:
    assert newest_acts(sample_library, UKRAINE, "NOBODY", side="given").total == 0
    assert weightiest(sample_library, UKRAINE, ["NOBODY"], FIRST, LAST).rows.empty
