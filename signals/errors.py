"""The one exception a user may see: a sentence that says what is wrong and what to do."""


class InputError(ValueError):
    """What was given cannot be used. Its text is one clear sentence, fit to be shown as it stands."""
