"""Torch devices, and the reader run on one: bfloat16 on a GPU, as trained on a CPU."""

import numpy as np
import torch

from signals.errors import InputError
from signals.scoring.adapter import Adapter
from signals.scoring.outputs import Floats
from signals.scoring.reader import load_reader
from signals.scoring.tokens import Batch, Ints

GPU_BUDGET = 65_536  # tokens a batch: large enough to keep a GPU busy


def best_device(wanted: str) -> torch.device:
    """The torch device for "auto", "torch" (the CPU), "cuda" or "mps"; InputError where it is not there."""
    present = {"torch": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wanted == "auto":
        wanted = next(name for name in ("cuda", "mps", "torch") if present[name])
    if not present.get(wanted, False):
        raise InputError(f"The device {wanted} is not available here: use --device auto or cpu.")
    return torch.device("cpu" if wanted == "torch" else wanted)


class TorchReader:
    """Batches in, logits out, by torch."""

    def __init__(self, base: dict[str, bytes], adapter: Adapter, device: torch.device) -> None:
        self._device = device
        self._type = torch.float32 if device.type == "cpu" else torch.bfloat16
        self._reader = load_reader(base, adapter).to(device=device, dtype=self._type)

    @torch.inference_mode()
    def states(self, batch: Batch) -> Floats:
        """See `signals.scoring.scorer.Runner`."""
        return _array(self._reader.states(self._tensor(batch.ids), self._tensor(batch.mask)))

    @torch.inference_mode()
    def texts(self, batch: Batch) -> tuple[Floats, Floats]:
        """See `signals.scoring.scorer.Runner`."""
        mask = self._tensor(batch.mask)
        stance, tone = self._reader.text_logits(self._reader.states(self._tensor(batch.ids), mask), mask)
        return _array(stance), _array(tone)

    @torch.inference_mode()
    def pairs(self, states: Floats, mask: Ints, rows: Ints, source: Floats, target: Floats) -> tuple[Floats, Floats]:
        """See `signals.scoring.scorer.Runner`."""
        inputs = [self._tensor(one) for one in (states, mask, rows, source, target)]
        event, level = self._reader.pair_logits(*inputs)
        return _array(event), _array(level)

    def _tensor(self, array: Floats | Ints) -> torch.Tensor:
        tensor = torch.from_numpy(array).to(self._device)
        return tensor.to(self._type) if tensor.is_floating_point() else tensor


def _array(tensor: torch.Tensor) -> Floats:
    array: Floats = tensor.float().cpu().numpy().astype(np.float32, copy=False)
    return array
