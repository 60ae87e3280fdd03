"""The language of a text, as an ISO 639-1 code: the model reads English, and says so where a text is not."""

import re
from collections.abc import Sequence

READ = "en"
_SAMPLE = 4000  # characters that are looked at
# Words that make up a quarter of any English news text and are rare in other languages.
_COMMON = frozenset(
    "the of and to in that is was for on with said has it as by from at are be have its not which were will but they "  # noqa: SIM905
    "who would been had their after this his he an".split()
)
_NAMES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "es": "Spanish", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian", "id": "Indonesian",
    "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian", "pl": "Polish",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sr": "Serbian", "sv": "Swedish", "tr": "Turkish",
    "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def language_of(texts: Sequence[str]) -> str:
    """The likeliest language of the texts together. Plain English is told by its common words, without the library."""
    sample = " ".join(texts)[:_SAMPLE]
    words = re.findall(r"[^\W\d_]+", sample.casefold())
    if not words:
        return READ
    if sum(word in _COMMON for word in words) >= 0.2 * len(words):
        return READ
    import py3langid  # half a second, and rarely needed

    language, _ = py3langid.classify(sample)
    return str(language)


def language_name(code: str) -> str:
    """The English name of a language, or its code where it is not among the frequent ones."""
    return _NAMES.get(code, f"the language “{code}”")
