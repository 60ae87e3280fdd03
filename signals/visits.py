"""When this user last looked at a library, so that the page can say what has been added since."""

import getpass
from datetime import datetime

from signals.library import Library


def since(library: Library) -> datetime | None:
    """The moment (UTC) of this user's last visit, None for the first; notes that the next one begins now."""
    try:
        who = getpass.getuser()
    except (KeyError, OSError):  # a computer without accounts
        who = "somebody"
    return library.visited(who)
