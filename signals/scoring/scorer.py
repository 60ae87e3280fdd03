"""The scorer: texts to stance and sentiment with their probabilities, one row a text."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
import torch

from signals.data_files import MODEL
from signals.errors import InputError
from signals.scoring import Progress
from signals.scoring.encoder import PINNED, Encoder, best_device
from signals.scoring.heads import STANCE_LEVELS, TONES, Heads, load_heads

SCORE_COLUMNS = [
    "stance",
    "p_deescalatory",
    "p_neutral",
    "p_escalatory",
    "sentiment",
    "tone_negative",
    "tone_neutral",
    "tone_positive",
]
MAX_TEXTS = 1_000_000


class Scorer:
    """A loaded model. `name` tells encoder and heads apart from other models and goes into every CSV."""

    def __init__(self, encoder: Encoder, heads: Heads) -> None:
        self._encoder = encoder
        self._heads = heads
        self.name = f"all-MiniLM-L6-v2+{heads.config.version}"

    def score(self, texts: Sequence[str], progress: Progress | None = None) -> pd.DataFrame:
        """Score texts (paragraphs of up to about 280 words; the rest of a longer one is not read).

        Returns one row a text, in order: `stance` and `sentiment` in [-1, +1]; `p_deescalatory`, `p_neutral`,
        `p_escalatory` and `tone_negative`, `tone_neutral`, `tone_positive` in [0, 1], each three adding up to 1.
        A text without a letter or digit is neither: stance and sentiment 0. `progress(done, total)` is called after
        every batch and may raise to stop. Raises InputError for a single string, other than strings, or more than
        a million texts.
        """
        if isinstance(texts, str) or not all(isinstance(text, str) for text in texts):
            raise InputError("score takes a list of texts: put the text into a list.")
        if len(texts) > MAX_TEXTS:
            raise InputError(f"score takes at most {MAX_TEXTS:,} texts a call: pass them in parts.")
        features = self._encoder.features(list(texts), progress)
        with torch.inference_mode():
            stance, tone = self._heads(torch.from_numpy(features))
        frame = scores_frame(stance.numpy(), tone.numpy())
        blank = [not any(char.isalnum() for char in text) for text in texts]
        frame.loc[blank, SCORE_COLUMNS] = [0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0]
        return frame


def scores_frame(stance: np.ndarray, tone: np.ndarray) -> pd.DataFrame:
    """Probabilities of levels (texts, 5) and tones (texts, 3) as the columns of `SCORE_COLUMNS`.

    stance = Σ level · p(level) / 2; sentiment = p(positive) - p(negative).
    """
    return pd.DataFrame(
        {
            "stance": stance @ np.array(STANCE_LEVELS, dtype=np.float32) / 2,
            "p_deescalatory": stance[:, :2].sum(1),
            "p_neutral": stance[:, 2],
            "p_escalatory": stance[:, 3:].sum(1),
            "sentiment": tone @ np.array(TONES, dtype=np.float32),
            "tone_negative": tone[:, 0],
            "tone_neutral": tone[:, 1],
            "tone_positive": tone[:, 2],
        }
    ).astype("float64")


@lru_cache(maxsize=2)
def embedded_scorer(device: str) -> Scorer:
    """The encoder from the wheel with the heads of `data/model`, loaded once a process and device."""
    heads = load_heads(MODEL, base=PINNED["model.safetensors"])
    return Scorer(Encoder(best_device(device), heads.config.layers), heads)
