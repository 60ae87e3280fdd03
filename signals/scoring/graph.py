"""The reader as two quantised graphs, of texts and of pairs: what CPUs run.

Built once from the verified base and the adapter, then cached; built anew when the base, the adapter or the recipe has
changed or the cached file is damaged. Once they are there, scoring imports neither torch nor transformers.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import onnxruntime
import platformdirs

from signals.errors import InputError
from signals.scoring.adapter import Adapter
from signals.scoring.outputs import Floats
from signals.scoring.tokens import Batch, Ints

_RECIPE = ("export.py", "reader.py")  # the code that makes the graphs: when it changes they are made anew


def cache_folder() -> Path:
    """`SIGNALS_CACHE` where it is set, otherwise the user's cache folder."""
    named = os.environ.get("SIGNALS_CACHE")
    return Path(named) if named else Path(platformdirs.user_cache_dir("diplomatic-tension-signals"))


def graph_path(adapter: Adapter) -> Path:
    """Where the graphs of this adapter (and with it of its base) are cached."""
    recipe = [Path(__file__).with_name(name).read_bytes() for name in _RECIPE]
    parts = (*recipe, adapter.config.base.encode(), adapter.weights, adapter.config_bytes)
    key = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:20]
    return cache_folder() / f"reader-{key}.graphs"


class GraphReader:
    """Runs the graphs: batches in, logits out."""

    def __init__(self, path: Path, build: Callable[[Path], None]) -> None:
        data = _sound(path)
        if data is None:
            _make(path, build)
            data = path.read_bytes()
        text, pair = unpacked(data)
        self._text, self._pair = _session(text), _session(pair)

    def states(self, batch: Batch) -> Floats:
        """Lower states (texts, tokens, width) of a batch; the upper layers are not run."""
        (states,) = self._text.run(["states"], {"ids": batch.ids, "mask": batch.mask}, _only_what_is_asked())
        return states  # type: ignore[no-any-return]

    def texts(self, batch: Batch) -> tuple[Floats, Floats]:
        """Logits of stance and tone of a batch."""
        stance, tone = self._text.run(["stance", "tone"], {"ids": batch.ids, "mask": batch.mask})
        return stance, tone

    def pairs(self, states: Floats, mask: Ints, rows: Ints, source: Floats, target: Floats) -> tuple[Floats, Floats]:
        """Logits of event and level of pairs; arguments as in `signals.scoring.reader.Reader.pair_logits`."""
        inputs = {"states": states, "mask": mask, "rows": rows, "source": source, "target": target}
        event, level = self._pair.run(None, inputs)
        return event, level


def packed(text: bytes, pair: bytes) -> bytes:
    """Both graphs in one file, cached and checked as one: length of the first, the first, the second."""
    return len(text).to_bytes(8, "big") + text + pair


def unpacked(data: bytes) -> tuple[bytes, bytes]:
    """The two graphs of `packed`."""
    end = 8 + int.from_bytes(data[:8], "big")
    return data[8:end], data[end:]


def _only_what_is_asked() -> onnxruntime.RunOptions:
    options = onnxruntime.RunOptions()
    options.only_execute_path_to_fetches = True
    return options


def _session(data: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def _digest_path(path: Path) -> Path:
    return path.with_suffix(".sha256")


def _sound(path: Path) -> bytes | None:
    """The cached graph's bytes, None where it is missing or is not what was written."""
    try:
        data, written = path.read_bytes(), _digest_path(path).read_text(encoding="ascii")
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == written else None


def _make(path: Path, build: Callable[[Path], None]) -> None:
    """Build beside the cache and move into place, so that two processes at once do no harm."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"The cache folder {path.parent} cannot be made: name another one in SIGNALS_CACHE."
        ) from error
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        made = Path(folder) / path.name
        build(made)
        digest = hashlib.sha256(made.read_bytes()).hexdigest()
        made.replace(path)
        partial = Path(folder) / "digest"
        partial.write_text(digest, encoding="ascii")
        partial.replace(_digest_path(path))
