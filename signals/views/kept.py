"""What was worked out for a page, kept until the library changes: a click does not sum a million paragraphs again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar, cast

from signals.readings import Readings
from signals.views.shared import library

_MOST = 64  # results of a library
Result = TypeVar("Result")


@dataclass
class _Results:
    """Results that hold for these readings, the one used last at the end."""

    readings: Readings
    held: "OrderedDict[Hashable, object]" = field(default_factory=OrderedDict)


_results: dict[str, _Results] = {}
_lock = Lock()


def kept(key: Hashable, make: Callable[[], Result]) -> Result:
    """What `make` returns for this key and the library as it is now; made once, and not to be changed by the caller.

    The library gives the same readings as long as nothing was added, corrected or deleted, by whatever process.
    """
    place, readings = library().name, library().readings("actor")
    with _lock:
        mine = _results.get(place)
        if mine is None or mine.readings is not readings:
            mine = _results[place] = _Results(readings)
        if key in mine.held:
            mine.held.move_to_end(key)
            return cast(Result, mine.held[key])
    made = make()
    with _lock:
        mine.held[key] = made
        while len(mine.held) > _MOST:
            mine.held.popitem(last=False)
    return made
