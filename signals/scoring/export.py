"""From the reader in torch to the quantised graphs. Imports torch and onnx: only when graphs must be built."""

import copy
import re
import tempfile
import warnings
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from signals.scoring.graph import packed
from signals.scoring.reader import UNEVEN, Reader, linear

# Some inputs of linear layers have a few channels far larger than the rest, and one scale for all of a batch drowns the
# rest. So much of each channel's size is moved into the weights, which have a scale for each channel (SmoothQuant: Xiao
# et al., ICML 2023, equation 4, there 0.5). Compared in docs/model.md.
SMOOTHING = 0.8
# Where the largest values of all arise, evening out is not enough: these two stay exact, for a tenth of the speed.
_EXACT = re.compile(r"layer\.[01]/output/dense/plain/MatMul")


class _Smoothed(nn.Module):
    """A linear layer that divides its inputs by `scale` and has taken it into its weights: the same result."""

    inverse: Tensor

    def __init__(self, plain: nn.Linear, scale: Tensor) -> None:
        super().__init__()
        self.plain = plain
        self.register_buffer("inverse", 1 / scale)
        plain.weight.data = plain.weight.data * scale

    def forward(self, states: Tensor) -> Tensor:
        return self.plain(states * self.inverse)  # type: ignore[no-any-return]


class _Text(nn.Module):
    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        states = self.reader.states(ids, mask)
        return (states, *self.reader.text_logits(states, mask))


class _Pair(nn.Module):
    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(
        self, states: Tensor, mask: Tensor, rows: Tensor, source: Tensor, target: Tensor
    ) -> tuple[Tensor, Tensor]:
        return self.reader.pair_logits(states, mask, rows, source, target)


def export_graphs(reader: Reader, path: Path, quantised: bool = True) -> None:
    """Write the reader's two graphs as one file; see `signals.scoring.graph.packed`.

    Where `quantised`, the weights of linear layers and embeddings are 8-bit integers, one scale a channel, and
    activations are quantised at run time, after channels were evened out by the ranges that training has seen. Weights
    keep to seven bits, so that processors without dot-product instructions do not overflow; _EXACT stays as it is.
    """
    reader = copy.deepcopy(reader).cpu().eval()
    if quantised:
        _smooth(reader)
    ids = torch.full((2, 12), 1000)
    mask, marks = torch.ones_like(ids), torch.ones(3, 12)
    states, rows = torch.zeros(2, 12, reader.width), torch.tensor([0, 1, 1])
    text_axes = {name: {0: "texts", 1: "tokens"} for name in ("ids", "mask", "states")}
    pair_axes = {"rows": {0: "pairs"}, "source": {0: "pairs", 1: "tokens"}, "target": {0: "pairs", 1: "tokens"}}
    text = _graph(_Text(reader), {"ids": ids, "mask": mask}, ["states", "stance", "tone"], text_axes, quantised)
    pair = _graph(
        _Pair(reader),
        {"states": states, "mask": mask, "rows": rows, "source": marks, "target": marks},
        ["event", "level"],
        text_axes | pair_axes,
        quantised,
    )
    path.write_bytes(packed(text, pair))


def _smooth(reader: Reader) -> None:
    for number, layer in enumerate(reader.encoder.encoder.layer):
        for name, place in UNEVEN.items():
            plain, seen = linear(layer, place), getattr(reader, f"range_{name}")[number]
            weight = plain.weight.detach().abs().amax(0)
            scale = seen.clamp_min(1e-4) ** SMOOTHING / weight.clamp_min(1e-4) ** (1 - SMOOTHING)
            layer.set_submodule(place, _Smoothed(plain, scale / scale.mean()))


def _graph(
    module: nn.Module, inputs: dict[str, Tensor], outputs: list[str], axes: dict[str, dict[int, str]], quantised: bool
) -> bytes:
    with tempfile.TemporaryDirectory() as folder, torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain, small = Path(folder) / "plain.onnx", Path(folder) / "small.onnx"
        torch.onnx.export(
            module, tuple(inputs.values()), str(plain), dynamo=False, opset_version=17,
            input_names=list(inputs), output_names=outputs,
            dynamic_axes={name: axis for name, axis in axes.items() if name in inputs or name in outputs},
        )  # fmt: skip
        if quantised:
            exact = [node.name for node in onnx.load(plain).graph.node if _EXACT.search(node.name)]
            quantize_dynamic(
                plain, small, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8, nodes_to_exclude=exact
            )
        return (small if quantised else plain).read_bytes()
