"""How far the two annotations of the gold agree, in names, references and pairs (`python -m tests.actors.agreement`).

`gold/` holds what was settled, `gold/second/` the second annotation. The first is the settled one but for paragraphs in
which the second was judged better, so that these figures are a little high.
"""

from pathlib import Path

from tests.actors.gold_sheets import GoldParagraph, read_sheet

HERE = Path(__file__).parent / "gold"


def marks(path: Path) -> dict[str, set[tuple[object, ...]]]:
    """Names, references and pairs of a sheet, each with its paragraph."""
    found: dict[str, set[tuple[object, ...]]] = {"names": set(), "references": set(), "pairs": set()}
    for article in read_sheet(path):
        for paragraph in article.paragraphs:
            _add(found, paragraph)
    return found


def _add(found: dict[str, set[tuple[object, ...]]], paragraph: GoldParagraph) -> None:
    for kind, mentions in (("names", paragraph.names), ("references", paragraph.references)):
        found[kind] |= {(paragraph.name, one.start, one.end, one.actor) for one in mentions}
    found["pairs"] |= {(paragraph.name, *pair) for pair in paragraph.pairs}


def main() -> None:
    """Print F1 over all sheets."""
    sheets = sorted((HERE / "second").glob("*.txt"))
    for kind in ("names", "references", "pairs"):
        both = [(marks(HERE / sheet.name)[kind], marks(sheet)[kind]) for sheet in sheets]
        shared = sum(len(one & other) for one, other in both)
        print(f"{kind}: {2 * shared / sum(len(one) + len(other) for one, other in both):.3f}")


if __name__ == "__main__":
    main()
