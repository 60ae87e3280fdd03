"""Every format gives the same article; tables and archives give many; what cannot be read gets one sentence."""

import io
import json
import zipfile
from datetime import date
from email.message import EmailMessage

import docx
import pandas as pd
import pytest
from pypdfium2 import PdfDocument

from signals.articles import Article, Read, read_article, read_upload
from signals.articles.mail import own_text
from signals.articles.reading import MAX_MEMBERS
from signals.errors import InputError

TITLE = "Delegations meet over island"
BODY = [
    "GENEVA — The two delegations met on Friday and agreed to meet again before the end of the month.",
    "Neither side would say what had been discussed, “not even the weather”, as one official put it.",
    "The talks were called after a patrol boat had been hit by gunfire off the island.",
]


def word() -> bytes:
    document = docx.Document()
    document.add_heading(TITLE, 0)
    for text in BODY:
        document.add_paragraph(text)
    document.add_paragraph("A boat off the island.", style="Caption")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def rich_text() -> bytes:
    escaped = [
        text.replace("“", r"\u8220?").replace("”", r"\u8221?").replace("—", r"\u8212?") for text in [TITLE, *BODY]
    ]
    return (r"{\rtf1\ansi\deff0{\fonttbl{\f0 Times;}}\f0\fs24 " + r"\par ".join(escaped) + r"\par}").encode()


def mail(text: str, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = "Ana Ortiz <ana@example.org>"
    message["Subject"] = f"Fwd: {TITLE}"
    message["Date"] = "Sun, 05 Dec 2021 23:30:00 -0500"
    message.set_content(text)
    return bytes(message)


def markdown() -> bytes:
    matter = "---\ntitle: Delegations meet over island\nauthor: Ana Ortiz\ndate: 2021-12-05\n---\n\n"
    return (matter + f"# {TITLE}\n\n" + "\n\n".join([BODY[0], f"> {BODY[1]}", f"- {BODY[2]}"])).encode()


def web_page() -> str:
    return (
        f"<html><head><title>{TITLE} | Harbour Post</title></head><body><article><h1>{TITLE}</h1>"
        + "".join(f"<p>{text}</p>" for text in BODY)
        + "</article></body></html>"
    )


def web_archive() -> bytes:
    return (
        "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://example.org/island\r\n"
        f"Subject: {TITLE}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--b"\r\n\r\n----b\r\n'
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{web_page()}\r\n----b--\r\n"
    ).encode()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (word(), "a.docx"),
        (rich_text(), "a.rtf"),
        (mail("\n\n".join(BODY)), "a.eml"),
        (web_archive(), "a.mhtml"),
        (markdown(), "a.md"),
        (web_page().encode(), "a.htm"),
        ("\n\n".join([TITLE, *BODY]).encode(), "a.txt"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_format_gives_the_same_article(data: bytes, name: str) -> None:
    article = read_article(data, name)
    assert article.title == TITLE
    assert [paragraph.text for paragraph in article.paragraphs] == BODY
    assert article.article_id == read_article("\n\n".join([TITLE, *BODY]).encode(), "a.txt").article_id


def test_what_a_file_states_is_kept_with_where_it_stands() -> None:
    article = read_article(markdown(), "a.md")
    assert (article.author, article.published) == ("Ana Ortiz", date(2021, 12, 5))
    assert dict(article.origins)["published"] == "front matter"
    assert [paragraph.kind for paragraph in article.paragraphs] == ["body", "quote", "item"]
    sent = read_article(mail("\n\n".join(BODY)), "a.eml")
    assert (sent.author, sent.published) == ("Ana Ortiz", date(2021, 12, 5))
    assert sent.published_at is not None and sent.published_at.isoformat() == "2021-12-05T23:30:00-05:00"
    assert read_article(web_archive(), "a.mhtml").url == "https://example.org/island"
    captioned = read_article(word(), "a.docx")
    assert [(aside.kind, aside.text) for aside in captioned.asides] == [("caption", "A boat off the island.")]


def test_quoted_threads_and_signatures_are_left_out_and_a_forward_is_read() -> None:
    text = "\n\n".join(BODY)
    assert (
        own_text(f"{text}\n\n-- \nAna Ortiz\nHarbour Post\n\nOn Mon, 3 May 2021 at 10:00, Bo <b@x.org> wrote:\n> Hi.\n")
        == text
    )
    forward = f"See below.\n\n---------- Forwarded message ---------\nFrom: Bo\nDate: Mon\nSubject: x\n\n{text}\n"
    assert own_text(forward) == text


def table() -> pd.DataFrame:
    rows = [
        {"Headline": f"{TITLE} {number}", "body": "\n".join(BODY), "Date": "2021-12-05", "source": "Harbour Post"}
        for number in (1, 2)
    ]
    return pd.DataFrame([*rows, {"Headline": "Empty", "body": "", "Date": "", "source": ""}])


def as_xlsx(frame: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.to_excel(out, index=False)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (table().to_csv(index=False).encode(), "t.csv"),
        (table().to_csv(index=False, sep=";").encode("utf-16"), "semicolons.csv"),
        (table().to_csv(index=False, sep="\t").encode(), "t.tsv"),
        (table().to_json(orient="records", lines=True).encode(), "t.jsonl"),
        (table().to_parquet(), "t.parquet"),
        (as_xlsx(table()), "t.xlsx"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_table_gives_an_article_a_row(data: bytes, name: str) -> None:
    found = list(read_upload(data, name))
    assert [one.article is not None for one in found] == [True, True, False]
    first = article_of(found[0])
    assert (first.title, first.outlet, first.published) == (f"{TITLE} 1", "Harbour Post", date(2021, 12, 5))
    assert [paragraph.text for paragraph in first.paragraphs] == BODY
    assert found[2].problem.startswith(f"{name}, row 3 holds no article text")


def article_of(read: Read) -> Article:
    assert read.article is not None
    return read.article


def test_columns_can_be_named() -> None:
    frame = table().rename(columns={"body": "Col A"})
    (problem,) = read_upload(frame.to_csv(index=False).encode(), "t.csv")
    assert problem.problem.startswith("t.csv has no column that is known to hold the articles' text: say which of")
    found = list(read_upload(frame.to_csv(index=False).encode(), "t.csv", {"text": "Col A"}))
    assert [paragraph.text for paragraph in article_of(found[0]).paragraphs] == BODY
    (wrong,) = read_upload(frame.to_csv(index=False).encode(), "t.csv", {"text": "nowhere"})
    assert wrong.problem.startswith("t.csv has no column “nowhere”")


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_an_archive_gives_what_it_holds_and_a_sentence_for_the_rest() -> None:
    members = {
        "one/a.txt": "\n\n".join([TITLE, *BODY]).encode(),
        "one/b.docx": word(),
        "__MACOSX/._a.txt": b"x",
        "photo.png": b"\x89PNG\r\n\x1a\n",
        "t.csv": table().to_csv(index=False).encode(),
        "inner.zip": packed({"c.txt": b"x"}),
    }
    found = list(read_upload(packed(members), "upload.zip"))
    assert [one.name for one in found if one.article] == ["a.txt", "b.docx", "t.csv, row 1", "t.csv, row 2"]
    sentences = [one.problem for one in found if not one.article]
    assert sentences[0].startswith("photo.png is of a kind that cannot be read")
    assert sentences[-1] == "inner.zip is an archive within upload.zip: unpack it and add what it holds."


def test_an_archive_that_would_fill_the_memory_is_refused_before_it_is_unpacked() -> None:
    bomb = packed({f"{number}.txt": b"0" * 60_000_000 for number in range(4)})
    assert len(bomb) < 1_000_000
    (one,) = read_upload(bomb, "bomb.zip")
    assert one.problem == "bomb.zip unpacks to more than 200 MB: pack fewer files into it."
    crowd = packed({f"{number}.txt": b"" for number in range(MAX_MEMBERS + 1)})
    (one,) = read_upload(crowd, "crowd.zip")
    assert one.problem.startswith("crowd.zip holds 2,001 files")


def empty_pdf() -> bytes:
    document = PdfDocument.new()
    document.new_page(300, 400)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (empty_pdf(), "scan.pdf", "scan.pdf holds no text (it looks scanned)"),
        (b"%PDF-1.7 and nothing", "broken.pdf", "broken.pdf is not a PDF that can be opened"),
        (b"PK\x03\x04 and nothing", "broken.docx", "broken.docx is not a Word document that can be opened"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old.docx", "old.docx is encrypted or of the old"),
        (b"PK\x03\x04 and nothing", "broken.zip", "broken.zip is not an archive that can be opened"),
        (b"PK\x03\x04 and nothing", "broken.xlsx", "broken.xlsx is not a table that can be read"),
        (b"not json", "broken.jsonl", "broken.jsonl is not a table that can be read"),
        (b"From: a\r\n\r\n", "empty.eml", "empty.eml holds no article text"),
        (b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nHello", "bare.mhtml", "bare.mhtml holds no page"),
        (json.dumps({"a": 1}).encode(), "no-text.jsonl", "no-text.jsonl has no column that is known"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_gets_one_sentence(data: bytes, name: str, says: str) -> None:
    (one,) = read_upload(data, name)
    assert one.article is None
    assert one.problem.startswith(says)
    assert "\n" not in one.problem and one.problem.endswith(".")


def test_tables_and_archives_are_not_single_articles() -> None:
    with pytest.raises(InputError, match="may hold several articles"):
        read_article(b"a,b\n1,2\n", "t.csv")
