"""Two models from the hub instead of our own, for those who have a network: `--model hub`, or `--model FOLDER` offline.

A zero-shot NLI model reads stance, a sentiment model reads tone; the columns are those of `Scorer.score`. Both are
pinned to a revision, loaded from safetensors only, and never run code of their own. `download` fetches both into a
folder; scoring itself opens no connection.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from signals.errors import InputError
from signals.scoring import Progress
from signals.scoring.graph import cache_folder
from signals.scoring.outputs import SCORE_COLUMNS, Floats, RelationItem, scores_frame, softmax

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

STANCE_FOLDER, TONE_FOLDER = "stance", "tone"
_COMPLETE = "complete"
_FILES = ["config.json", "*.safetensors", "tokenizer*", "*.model", "vocab.*", "merges.txt", "special_tokens_map.json"]
_BATCH = 16
# Hypotheses for the five levels, -2 to +2: each is asked of the text, and entailment decides between them.
HYPOTHESES = (
    "This text reports a concession, a withdrawal, a ceasefire, a release or a signed settlement.",
    "This text reports talks, an offer, restraint or reassurance.",
    "This text reports neither conflict nor reconciliation between political actors.",
    "This text reports criticism, an accusation, a warning or pressure between political actors.",
    "This text reports an attack, an ultimatum, mobilisation or a break of relations.",
)


@dataclass(frozen=True, slots=True)
class HubModel:
    """A repository of the hub at one revision (a commit), and its licence."""

    repository: str
    revision: str
    licence: str


STANCE_MODEL = HubModel(
    "MoritzLaurer/deberta-v3-large-zeroshot-v2.0", "cf44676c28ba7312e5c5f8f8d2c22b3e0c9cdae2", "MIT"
)
TONE_MODEL = HubModel(
    "lxyuan/distilbert-base-multilingual-cased-sentiments-student",
    "cf991100d706c13c0a080c097134c05b7f436c45",
    "Apache-2.0",
)


def download(folder: Path) -> None:
    """Fetch both models, at their pinned revisions, into `folder`. Raises InputError where there is no network."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError

    for model, part in ((STANCE_MODEL, STANCE_FOLDER), (TONE_MODEL, TONE_FOLDER)):
        try:
            snapshot_download(model.repository, revision=model.revision, local_dir=folder / part, allow_patterns=_FILES)
        except (HfHubHTTPError, OSError) as error:
            raise InputError(
                f"The model {model.repository} cannot be fetched: connect to a network, or name a folder that holds it."
            ) from error
    (folder / _COMPLETE).touch()


class HubScorer:
    """Two sequence classifiers, in the folders `stance` and `tone`, behind the columns of `Scorer.score`."""

    relates = False

    def __init__(self, folder: Path, device: str) -> None:
        self._stance = _Classifier(folder / STANCE_FOLDER, device)
        self._tone = _Classifier(folder / TONE_FOLDER, device)
        self._entailment = self._stance.label("entailment")
        self._tones = [self._tone.label(name) for name in ("negative", "neutral", "positive")]
        self.name = f"hub:{folder.resolve().name}"

    def relate(self, items: Sequence[RelationItem], progress: Progress | None = None) -> pd.DataFrame:
        """Not read by these models: raises InputError."""
        raise InputError("The hub models read no relations: use --model embedded for the relations CSV.")

    def relation_chances(
        self, items: Sequence[RelationItem], progress: Progress | None = None
    ) -> tuple[Floats, Floats]:
        """Not read by these models: raises InputError."""
        raise InputError("The hub models read no relations: use --model embedded for the relations CSV.")

    def score(self, texts: Sequence[str], progress: Progress | None = None) -> pd.DataFrame:
        """As `signals.scoring.scorer.Scorer.score`: the levels' chances are the softmax of their entailment logits."""
        stance = np.zeros((len(texts), len(HYPOTHESES)), dtype=np.float32)
        tone = np.zeros((len(texts), len(self._tones)), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            part = list(texts[start : start + _BATCH])
            rows = slice(start, start + len(part))
            pairs = [(text, hypothesis) for text in part for hypothesis in HYPOTHESES]
            entailed = self._stance.logits(pairs)[:, self._entailment].reshape(len(part), len(HYPOTHESES))
            stance[rows] = softmax(entailed, 1.0)
            tone[rows] = softmax(self._tone.logits(part)[:, self._tones], 1.0)
            if progress:
                progress(start + len(part), len(texts))
        frame = scores_frame(stance, tone)
        blank = [not any(char.isalnum() for char in text) for text in texts]
        frame.loc[blank, SCORE_COLUMNS] = [0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0]
        return frame


class _Classifier:
    def __init__(self, folder: Path, device: str) -> None:
        import torch
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        from signals.scoring.devices import best_device

        if not (folder / "config.json").is_file():
            raise InputError(
                f"The folder {folder} holds no model: name one with the subfolders {STANCE_FOLDER} and {TONE_FOLDER}."
            )
        self._torch = torch
        self._device = best_device("torch" if device == "cpu" else device)
        options = {"local_files_only": True, "trust_remote_code": False}
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(folder, **options)
            model = AutoModelForSequenceClassification.from_pretrained(folder, use_safetensors=True, **options)
        except (OSError, ValueError) as error:
            raise InputError(
                f"The model in {folder} cannot be loaded: it must be a sequence classifier saved as safetensors."
            ) from error
        self._model = model.to(self._device).eval()

    def label(self, name: str) -> int:
        """Position of a class by its name."""
        found = {str(label).lower(): int(position) for position, label in self._model.config.id2label.items()}
        if name not in found:
            raise InputError(f"The model has no class {name} (it has {', '.join(found)}): use another model.")
        return found[name]

    def logits(self, texts: list[str] | list[tuple[str, str]]) -> Floats:
        """Logits (texts, classes) of texts or of pairs of premise and hypothesis."""
        encoded = self._tokenizer(texts, padding=True, truncation=True, max_length=512, return_tensors="pt")
        with self._torch.inference_mode():
            logits: Floats = self._model(**encoded.to(self._device)).logits.float().cpu().numpy()
        return logits


def hub_scorer(folder: Path | None, device: str) -> HubScorer:
    """The models of `folder`, or, where none is named, of the cache, fetched there once."""
    if folder is None:
        folder = cache_folder() / "hub"
        if not (folder / _COMPLETE).is_file():  # written last: an interrupted download goes on next time
            download(folder)
    return HubScorer(folder, device)
