"""The exceptions a user may see: a sentence that says what is wrong and what to do."""


class InputError(ValueError):
    """What was given cannot be used. Its text is one clear sentence, fit to be shown as it stands."""


class NotThere(InputError):
    """An article that the library does not hold, or no longer."""


class UnknownColumns(InputError):
    """A table of which no column is known to hold the articles' text. `columns` are those that it has."""

    def __init__(self, sentence: str, columns: list[str]) -> None:
        super().__init__(sentence)
        self.columns = tuple(columns)
