"""The reader in torch: the pretrained encoder with its trained changes, and small heads on it.

One pass over a text gives its stance and tone; half a pass more for each marked pair of spans gives the event and level
of what the source does toward the target. `signals.training` trains it, `signals.scoring.export` turns it into the
graphs that CPUs run, and a GPU runs it as it stands.
"""

import json

import torch
from safetensors.torch import load as load_safetensors
from safetensors.torch import save as save_safetensors
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from signals.scoring.adapter import DOWN, UP, Adapter
from signals.scoring.base import CONFIG, WEIGHTS
from signals.scoring.outputs import EVENTS, STANCE_LEVELS, TONES
from signals.scoring.tokens import FIRST_PLACEHOLDER, PLACEHOLDERS

SHARED = 3  # layers of six that read a text once, whatever is asked of it
# Linear layers whose inputs have channels of very uneven size, and where they stand in a layer of the encoder. A Reader
# keeps the largest inputs that were seen, by layer, for `signals.scoring.export`, which evens them out.
UNEVEN = {"inner": "intermediate.dense", "outer": "output.dense", "attention": "attention.output.dense"}
_FAR = -30_000.0  # added to the attention of padding: as good as minus infinity, and safe in half precision


class Reader(nn.Module):
    """Tokens to states, states to stance and tone, and states with marked pairs to event and level.

    The lower SHARED layers read a text once. The upper ones read it again for every pair, whose source and target are
    marked by a learned vector added to their tokens. The buffers `range_…` belong to the export and are not read.
    """

    def __init__(self, base: dict[str, bytes], hidden: int) -> None:
        super().__init__()
        settings = BertConfig(**json.loads(base[CONFIG]))
        settings._attn_implementation = "eager"  # the fused kernels train several times slower on CPUs
        settings.hidden_dropout_prob = settings.attention_probs_dropout_prob = 0.0
        self.encoder = BertModel(settings, add_pooling_layer=False)
        published = load_safetensors(base[WEIGHTS])
        self.encoder.load_state_dict({name: published[name] for name in self.encoder.state_dict()})
        self.width: int = settings.hidden_size
        self.placeholders = nn.Parameter(torch.zeros(PLACEHOLDERS, self.width))
        self.roles = nn.Parameter(torch.zeros(2, self.width))
        self.stance = _head(2 * self.width, hidden, len(STANCE_LEVELS))
        self.tone = _head(2 * self.width, hidden, len(TONES))
        for name, place in UNEVEN.items():
            width = linear(self.encoder.encoder.layer[0], place).in_features
            self.register_buffer(f"range_{name}", torch.ones(settings.num_hidden_layers, width))
        self.event = _head(4 * self.width, hidden, len(EVENTS))
        self.level = _head(4 * self.width, hidden, len(STANCE_LEVELS))

    def states(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Token ids and mask (texts, tokens) to the states (texts, tokens, width) of the lower layers."""
        states: Tensor = self.encoder.embeddings(inputs_embeds=self.embedded(ids))
        return self._through(self.encoder.encoder.layer[:SHARED], states, mask)

    def embedded(self, ids: Tensor) -> Tensor:
        """Word vectors, those of placeholders from their own small table."""
        words = self.encoder.embeddings.word_embeddings(ids)
        place = ids - FIRST_PLACEHOLDER
        is_place = ((place >= 0) & (place < PLACEHOLDERS)).unsqueeze(-1)
        return torch.where(is_place, self.placeholders[place.clamp(0, PLACEHOLDERS - 1)], words)

    def text_logits(self, states: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Stance (texts, 5) and tone (texts, 3) of whole texts from their lower states, uncalibrated."""
        text = self._through(self.encoder.encoder.layer[SHARED:], states, mask)
        pooled = torch.cat([_mean(text, mask), text[:, 0]], -1)
        return self.stance(pooled), self.tone(pooled)

    def pair_logits(
        self, states: Tensor, mask: Tensor, rows: Tensor, source: Tensor, target: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Event (pairs, 16) and level (pairs, 5) of marked pairs, uncalibrated.

        `rows` (pairs) says which text a pair belongs to; `source` and `target` (pairs, tokens) are 1 on its spans.
        """
        own = mask[rows]
        text = states[rows] + source.unsqueeze(-1) * self.roles[0] + target.unsqueeze(-1) * self.roles[1]
        text = self._through(self.encoder.encoder.layer[SHARED:], text, own)
        pair = torch.cat([_mean(text, source), _mean(text, target), _mean(text, own), text[:, 0]], -1)
        return self.event(pair), self.level(pair)

    def _through(self, layers: nn.ModuleList, states: Tensor, mask: Tensor) -> Tensor:
        far = (1 - mask[:, None, None, :].to(states.dtype)) * _FAR
        for layer in layers:
            states = layer(states, far)
        return states


def linear(layer: nn.Module, place: str) -> nn.Linear:
    """The linear layer at this place of UNEVEN."""
    found = layer.get_submodule(place)
    if not isinstance(found, nn.Linear):
        raise TypeError(f"{place} is not a linear layer")
    return found


def _head(width: int, hidden: int, classes: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Dropout(0.2), nn.Linear(width, hidden), nn.GELU(), nn.Dropout(0.2), nn.Linear(hidden, classes)
    )


def _mean(states: Tensor, chosen: Tensor) -> Tensor:
    """Mean state of the chosen tokens; zero where none is chosen (no target named)."""
    weight = chosen.to(states.dtype).unsqueeze(-1)
    return (states * weight).sum(1) / weight.sum(1).clamp(min=1)


def load_reader(base: dict[str, bytes], adapter: Adapter) -> Reader:
    """The reader of these verified base files and this adapter, ready to read."""
    reader = Reader(base, adapter.config.hidden)
    trained = load_safetensors(adapter.weights)
    own = reader.state_dict()
    for name, tensor in trained.items():
        if name.endswith(UP):
            layer = name.removesuffix(UP)
            own[f"{layer}.weight"] += tensor.float() @ trained[layer + DOWN].float()
        elif not name.endswith(DOWN):
            own[name].copy_(tensor.float())
    return reader.eval()


def adapter_weights(reader: Reader, base: dict[str, bytes], rank: int) -> bytes:
    """The reader's difference from the base in the form that `load_reader` takes.

    Changes of linear layers are kept to their `rank` largest singular values, the best approximation of that rank
    (Eckart & Young, 1936); a change that was trained at that rank is kept whole.
    """
    published = load_safetensors(base[WEIGHTS])
    kept: dict[str, Tensor] = {}
    for name, tensor in reader.state_dict().items():
        source = published.get(name.removeprefix("encoder."))
        if source is None:
            kept[name] = tensor
        elif not torch.equal(source, tensor):
            if tensor.dim() == 2:
                layer = name.removesuffix(".weight")
                left, values, right = torch.linalg.svd(tensor.double() - source.double(), full_matrices=False)
                root = values[:rank].sqrt()
                kept[layer + UP], kept[layer + DOWN] = left[:, :rank] * root, root[:, None] * right[:rank]
            else:
                kept[name] = tensor
    data: bytes = save_safetensors({name: tensor.half().contiguous() for name, tensor in kept.items()})
    return data
