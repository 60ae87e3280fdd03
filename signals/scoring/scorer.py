"""The scorer: texts to stance and sentiment, pairs of spans to relations, one row each. No torch on CPUs.

On a CPU the quantised graphs read (`signals.scoring.graph`), on a GPU the reader in torch; both give the same frames.
"""

import shutil
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd
from tokenizers import Tokenizer

from signals.data_files import MODEL
from signals.errors import InputError
from signals.scoring import Progress
from signals.scoring.adapter import Adapter, ReaderConfig, read_adapter
from signals.scoring.base import TOKENIZER, base_folder, verified
from signals.scoring.explanation import EXPLANATION_COLUMNS, phrases, without
from signals.scoring.graph import GraphReader, graph_path
from signals.scoring.outputs import (
    EVENTS,
    NEITHER,
    NOTHING,
    RELATION_COLUMNS,
    SCORE_COLUMNS,
    STANCE_LEVELS,
    TONES,
    Floats,
    RelationItem,
    Spans,
    relations_frame,
    scores_frame,
    several,
    softmax,
)
from signals.scoring.tokens import (
    TOKEN_BUDGET,
    Batch,
    Ints,
    Tokens,
    batches,
    marked,
    tokenized,
    tokenizer_from,
)

MAX_TEXTS = 1_000_000
_CHUNK = 4096  # texts tokenised at a time: bounds memory on long runs


class Runner(Protocol):
    """Something that reads batches: the graphs on a CPU, the reader in torch elsewhere."""

    def states(self, batch: Batch) -> Floats:
        """Lower states (texts, tokens, width) of a batch, from which its pairs are read."""

    def texts(self, batch: Batch) -> tuple[Floats, Floats]:
        """Logits of stance (texts, 5) and tone (texts, 3) of a batch."""

    def pairs(self, states: Floats, mask: Ints, rows: Ints, source: Floats, target: Floats) -> tuple[Floats, Floats]:
        """Logits of event (pairs, 16) and level (pairs, 5); see `signals.scoring.reader.Reader.pair_logits`."""


class Scorer:
    """A loaded model. `name` tells encoder and training apart from other models and goes into every CSV."""

    relates = True

    def __init__(self, runner: Runner, tokenizer: Tokenizer, config: ReaderConfig, budget: int = TOKEN_BUDGET) -> None:
        self._runner = runner
        self._tokenizer = tokenizer
        self._temperatures = config.temperatures
        self._budget = budget
        self.name = f"all-MiniLM-L6-v2+{config.version}"

    def score(self, texts: Sequence[str], progress: Progress | None = None) -> pd.DataFrame:
        """Score texts (paragraphs of up to about 230 words; the rest of a longer one is not read).

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
        stance, tone = _rows(len(texts), len(STANCE_LEVELS)), _rows(len(texts), len(TONES))
        for start, tokens in self._tokens(texts):
            done = start
            for batch in batches(tokens, self._budget):
                stance_logits, tone_logits = self._runner.texts(batch)
                places = start + np.array(batch.places)
                stance[places] = softmax(stance_logits, self._temperatures.stance)
                tone[places] = softmax(tone_logits, self._temperatures.tone)
                done += len(places)
                if progress:
                    progress(done, len(texts))
        frame = scores_frame(stance, tone)
        blank = [not any(char.isalnum() for char in text) for text in texts]
        frame.loc[blank, SCORE_COLUMNS] = [0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0]
        return frame

    def relate(self, items: Sequence[RelationItem], progress: Progress | None = None) -> pd.DataFrame:
        """What each source does toward its target: items of (text, source span, target span).

        Spans are character offsets, end exclusive; an empty one (0, 0) means that nobody is named. A tuple of spans
        marks every place where the text names the same actor, which reads better than one of them. Returns one row an
        item, in order: `event`, one of the fifteen PLOVER roots or NONE; `quad`, its class ("" for NONE); `stance` in
        [-1, +1]; `confidence` in [0, 1], the calibrated probability of the event. Each text is read once, however many
        of its pairs are asked for. A span in the part of a long text that is not read gives NONE. Raises InputError for
        a span that does not lie in its text.
        """
        return relations_frame(*self.relation_chances(items, progress))[RELATION_COLUMNS]

    def relation_chances(
        self, items: Sequence[RelationItem], progress: Progress | None = None
    ) -> tuple[Floats, Floats]:
        """Calibrated probabilities of every event (items, 16) and level (items, 5), in the order of `outputs`."""
        _check_spans(items)
        of_text: dict[str, list[int]] = {}
        for place, (text, _, _) in enumerate(items):
            of_text.setdefault(text, []).append(place)
        event, level = _rows(len(items), len(EVENTS)), _rows(len(items), len(STANCE_LEVELS))
        texts, done = list(of_text), 0
        for start, tokens in self._tokens(texts):
            for batch in batches(tokens, self._budget):
                states = self._runner.states(batch)
                asked = [(row, item) for row, at in enumerate(batch.places) for item in of_text[texts[start + at]]]
                step = max(1, self._budget // batch.ids.shape[1])
                for first in range(0, len(asked), step):
                    part = asked[first : first + step]
                    places = [item for _, item in part]
                    event[places], level[places] = self._pairs(states, batch, part, items, tokens)
                done += len(asked)
                if progress:
                    progress(done, len(items))
        return event, level

    def _pairs(
        self,
        states: Floats,
        batch: Batch,
        asked: Sequence[tuple[int, int]],
        items: Sequence[RelationItem],
        tokens: Sequence[Tokens],
    ) -> tuple[Floats, Floats]:
        """Chances of event and level of the asked (row of the batch, place in items); NONE for what was not read."""
        rows, source, target = _marks(asked, items, batch, tokens)
        event, level = self._runner.pairs(states, batch.mask, rows, source, target)
        event, level = softmax(event, self._temperatures.event), softmax(level, self._temperatures.level)
        for row, (_, item) in enumerate(asked):
            if _cut_off(items[item][1], source[row]) or _cut_off(items[item][2], target[row]):
                event[row], level[row] = NOTHING, NEITHER
        return event, level

    def explain(self, text: str) -> pd.DataFrame:
        """The phrases of a text with what each contributes to its stance, strongest first.

        Returns `phrase`, `start`, `end` (character offsets) and `contribution`: the text's stance minus its stance
        without the phrase, so that positive phrases make it more escalatory. Reading the text once for every phrase, it
        takes well under a second for a paragraph.
        """
        found = phrases(text)
        stances = self.score([text, *(without(text, span) for span in found)])["stance"].to_numpy()
        frame = pd.DataFrame(
            {
                "phrase": pd.Series([text[start:end] for start, end in found], dtype="str"),
                "start": pd.Series([start for start, _ in found], dtype="int64"),
                "end": pd.Series([end for _, end in found], dtype="int64"),
                "contribution": stances[0] - stances[1:],
            }
        )
        strongest = frame["contribution"].abs().sort_values(ascending=False, kind="stable").index
        return frame.loc[strongest, EXPLANATION_COLUMNS].reset_index(drop=True)

    def _tokens(self, texts: Sequence[str]) -> Iterator[tuple[int, list[Tokens]]]:
        for start in range(0, len(texts), _CHUNK):
            yield start, tokenized(self._tokenizer, texts[start : start + _CHUNK])


def _rows(count: int, width: int) -> Floats:
    return np.zeros((count, width), dtype=np.float32)


def _marks(
    asked: Sequence[tuple[int, int]], items: Sequence[RelationItem], batch: Batch, tokens: Sequence[Tokens]
) -> tuple[Ints, Floats, Floats]:
    """Rows (pairs) and source and target marks (pairs, tokens) of the asked (row of the batch, place in items)."""
    length = batch.ids.shape[1]
    rows = np.array([row for row, _ in asked], dtype=np.int64)
    own = [tokens[batch.places[row]] for row, _ in asked]
    source = np.stack([marked(one, items[item][1], length) for one, (_, item) in zip(own, asked, strict=True)])
    target = np.stack([marked(one, items[item][2], length) for one, (_, item) in zip(own, asked, strict=True)])
    return rows, source, target


def _cut_off(spans: Spans, mark: Floats) -> bool:
    """True for an actor that was asked for and stands only in the part of a long text that is not read."""
    return any(start < end for start, end in several(spans)) and not mark.any()


def _check_spans(items: Sequence[RelationItem]) -> None:
    for text, source, target in items:
        for start, end in (*several(source), *several(target)):
            if not 0 <= start <= end <= len(text):
                raise InputError(
                    f"The span ({start}, {end}) does not lie in its text of {len(text)} characters: "
                    "give start and end offsets of characters."
                )


def has_gpu() -> bool:
    """True where an NVIDIA driver is installed: a cheap look that spares CPUs the import of torch."""
    return shutil.which("nvidia-smi") is not None or Path("/proc/driver/nvidia/version").exists()


@lru_cache(maxsize=4)
def embedded_scorer(device: str) -> Scorer:
    """The base from the wheel with the adapter of `data/model`, loaded once a process and device."""
    return scorer_of(read_adapter(MODEL), device)


def scorer_of(adapter: Adapter, device: str = "auto") -> Scorer:
    """A scorer of this adapter: "cpu", and "auto" without a GPU, run the graphs; "torch" runs torch on the CPU."""
    base = verified(base_folder())
    tokenizer = tokenizer_from(base[TOKENIZER])
    if device == "cpu" or (device == "auto" and not has_gpu()):
        return Scorer(_graph_reader(base, adapter), tokenizer, adapter.config)
    from signals.scoring.devices import GPU_BUDGET, TorchReader, best_device

    where = best_device(device)
    budget = TOKEN_BUDGET if where.type == "cpu" else GPU_BUDGET
    return Scorer(TorchReader(base, adapter, where), tokenizer, adapter.config, budget)


def _graph_reader(base: dict[str, bytes], adapter: Adapter) -> GraphReader:
    def build(path: Path) -> None:
        from signals.scoring.export import export_graphs
        from signals.scoring.reader import load_reader

        export_graphs(load_reader(base, adapter), path)

    return GraphReader(graph_path(adapter), build)
