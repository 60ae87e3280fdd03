"""What the reader's probabilities mean: levels, tones, events, and the frames that users see. No torch."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

STANCE_LEVELS = (-2, -1, 0, 1, 2)
TONES = (-1, 0, 1)
# The fifteen roots of PLOVER (Halterman et al., 2023) and "no act passes between the two", by quad class.
QUADS = {
    "verbal cooperation": ("AGREE", "CONSULT", "SUPPORT"),
    "material cooperation": ("COOPERATE", "AID", "YIELD"),
    "verbal conflict": ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    "material conflict": ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
NO_EVENT = "NONE"
EVENTS = (*(event for events in QUADS.values() for event in events), NO_EVENT)
QUAD_OF = {event: quad for quad, events in QUADS.items() for event in events} | {NO_EVENT: ""}

# Certainty that no act passes (events) and that nothing moves (levels), for what was not read.
NOTHING = np.array([event == NO_EVENT for event in EVENTS], dtype=np.float32)
NEITHER = np.array([level == 0 for level in STANCE_LEVELS], dtype=np.float32)

SCORE_COLUMNS = [
    "stance", "p_deescalatory", "p_neutral", "p_escalatory",
    "sentiment", "tone_negative", "tone_neutral", "tone_positive",
]  # fmt: skip
RELATION_COLUMNS = ["event", "quad", "stance", "confidence"]

Floats = NDArray[np.float32]
Span = tuple[int, int]
Spans = Span | tuple[Span, ...]
RelationItem = tuple[str, Spans, Spans]
"""A text with the spans (characters, end exclusive) of source and target: one, or all that name the same actor.

(0, 0) where nobody is named.
"""


def several(spans: Spans) -> tuple[Span, ...]:
    """One span or several as a tuple of them."""
    return tuple(span for span in spans if isinstance(span, tuple)) or (spans,)  # type: ignore[return-value]


def softmax(logits: Floats, temperature: float) -> Floats:
    """Probabilities of rows of logits, softened or sharpened by the temperature."""
    scaled = logits / temperature
    powers = np.exp(scaled - scaled.max(1, keepdims=True))
    chances: Floats = (powers / powers.sum(1, keepdims=True)).astype(np.float32)
    return chances


def scores_frame(stance: Floats, tone: Floats) -> pd.DataFrame:
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


def relations_frame(event: Floats, level: Floats) -> pd.DataFrame:
    """Probabilities of events (pairs, 16) and levels (pairs, 5) as the columns of `RELATION_COLUMNS`.

    `event` is the likeliest one, `confidence` its probability; `stance` is the expected level, halved.
    """
    best = event.argmax(1)
    events = [EVENTS[i] for i in best]
    return pd.DataFrame(
        {
            "event": pd.Series(events, dtype="str"),
            "quad": pd.Series([QUAD_OF[name] for name in events], dtype="str"),
            "stance": (level @ np.array(STANCE_LEVELS, dtype=np.float32) / 2).astype("float64"),
            "confidence": event[np.arange(len(best)), best].astype("float64"),
        }
    )
