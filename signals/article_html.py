"""An article as its reader would see it, as HTML: shaded by stance, actors marked, acts beside each paragraph.

Rows of `Library.paragraphs`, `Library.relations` and `Library.corrections` and mentions go in; HTML comes out. Every
word of an article, name or reason is escaped, and only addresses of web pages become links. No Streamlit, no files.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import pairwise
from string import Template
from typing import Any

import pandas as pd

from signals.actors import Mention, actor_name
from signals.charts import ink
from signals.corrections import act_of, in_use

NEITHER = 0.2  # stances nearer to 0 are called neither, as on every page
_STRONG = 0.6
_LEAST_CONTRIBUTION, _LEAST_PART, _MOST_PHRASES = 0.02, 0.2, 8  # of the phrases that are marked
_FIELDS = {
    "stance": "stance was",
    "actors": "actors were",
    "event_date": "event date was",
    "background": "background was",
}

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Shown:
    """One paragraph with everything that is shown of it.

    `row` of `Library.paragraphs`; `mentions` in its text; `acts`: its rows of `Library.relations`; `corrections`: its
    rows of `Library.corrections` that are in use, oldest first; `asides`: (kind, text) that stand before it.
    """

    row: Row
    mentions: tuple[Mention, ...] = ()
    acts: tuple[Row, ...] = ()
    corrections: tuple[Row, ...] = ()
    asides: tuple[tuple[str, str], ...] = ()

    @property
    def number(self) -> int:
        """Its position in the article, from 1."""
        return int(self.row["paragraph"])

    @property
    def actors(self) -> tuple[str, ...]:
        """Ids of the actors that count."""
        return tuple(filter(None, str(self.row["actors"]).split("|")))


def shown(
    paragraphs: pd.DataFrame,
    mentions: Sequence[Sequence[Mention]],
    relations: pd.DataFrame,
    corrections: pd.DataFrame,
    asides: pd.DataFrame,
) -> list[Shown]:
    """The paragraphs of one article, in order, each with what hangs on it.

    `mentions` in the order of the paragraphs, as found in the text: those of actors that do not count (somebody
    corrected them) are left out. Asides after the last paragraph are not in it: see `asides_after`.
    """
    acts, fixed = _by_paragraph(relations), _by_paragraph(in_use(corrections).sort_values("correction"))
    before: dict[int, list[tuple[str, str]]] = {}
    for kind, text, after in asides[["kind", "text", "after"]].itertuples(index=False):
        before.setdefault(int(after) + 1, []).append((str(kind), str(text)))
    found = []
    for row, named in zip(paragraphs.to_dict("records"), mentions, strict=True):
        number, counting = int(row["paragraph"]), set(str(row["actors"]).split("|"))
        mine = tuple(one for one in named if one.actor in counting)
        parts = (tuple(acts.get(number, ())), tuple(fixed.get(number, ())), tuple(before.get(number, ())))
        found.append(Shown({str(name): value for name, value in row.items()}, mine, *parts))
    return found


def _by_paragraph(frame: pd.DataFrame) -> dict[int, list[Row]]:
    groups: dict[int, list[Row]] = {}
    for row in frame.to_dict("records"):
        groups.setdefault(int(row["paragraph"]), []).append({str(name): value for name, value in row.items()})
    return groups


def asides_after(asides: pd.DataFrame, paragraphs: int) -> list[tuple[str, str]]:
    """Kind and text of what stands after the last of so many paragraphs."""
    last = asides[asides["after"] >= paragraphs]
    return list(zip(last["kind"].astype(str), last["text"].astype(str), strict=True))


# words


def reading_words(stance: float) -> str:
    """A stance in sign and words: "▲ escalatory +0.52"."""
    sign = {1: "▲ escalatory", -1: "▼ de-escalatory", 0: "● neither"}[_side(stance)]
    return f"{sign} {_signed(stance)}"


def _signed(value: float) -> str:
    return f"{value:+.2f}"


def _side(stance: float) -> int:
    return 0 if abs(stance) < NEITHER else 1 if stance > 0 else -1


def tally(paragraphs: Iterable[Row]) -> str:
    """An article's paragraphs in one sentence: how many of which kind, and the mean stance of those not background."""
    rows = list(paragraphs)
    fresh = [float(row["stance"]) for row in rows if not row["background"]]
    counts = {side: sum(_side(stance) == side for stance in fresh) for side in (1, -1, 0)}
    parts = [f"▲ {counts[1]} escalatory", f"▼ {counts[-1]} de-escalatory", f"● {counts[0]} neither"]
    if len(fresh) < len(rows):
        parts.append(f"{len(rows) - len(fresh)} background")
    mean = f"; mean stance {_signed(sum(fresh) / len(fresh))}" if fresh else ""
    return f"{len(rows)} {'paragraph' if len(rows) == 1 else 'paragraphs'}: {', '.join(parts)}{mean}"


def was(correction: Row) -> str:
    """What the model had read where somebody corrected: "stance was +0.25"."""
    value, field = str(correction["model_value"]), str(correction["field"])
    if field == "relation":
        event, stance = act_of(value)
        sides = f"{actor_name(str(correction['source']))} → {actor_name(str(correction['target']))}"
        return f"{sides} was {'no act' if event == 'NONE' else f'{event.lower()} {_signed(stance)}'}"
    if field == "stance":
        value = _signed(float(value))
    elif field == "actors":
        value = ", ".join(actor_name(actor) for actor in value.split("|") if actor) or "nobody"
    elif field == "background":
        value = "on" if value == "true" else "off"
    return f"{_FIELDS[field]} {value or 'not known'}"


# HTML


def head_html(row: Row, printed_by: str, told: str) -> str:
    """What stands under an article's title: outlets, author, date, address, and `told`, its paragraphs in a sentence.

    `row` of `Library.paragraphs`; `printed_by`: further outlets. The title itself is the page's heading.
    """
    day = pd.Timestamp(row["published"]).date()
    outlet = f"<strong>{escape(row['outlet'] or 'Outlet not stated')}</strong>"
    parts = [outlet, escape(row["author"]), f'<time datetime="{day.isoformat()}">{day:%-d %B %Y}</time>']
    if printed_by:
        parts.append(f"also printed by {escape(printed_by)}")
    if str(row["url"]).lower().startswith(("https://", "http://")):
        address = escape(str(row["url"]), quote=True)
        parts.append(f'<a href="{address}" target="_blank" rel="noopener noreferrer nofollow">where it was printed</a>')
    imprint = " · ".join(filter(None, parts))
    lines = f'<p class="sig-imprint">{imprint}</p><p class="sig-told">{escape(told)}</p>'
    return f'<article class="sig-head">{lines}</article>'


def paragraph_html(one: Shown, phrases: pd.DataFrame | None = None, asked: bool = False) -> str:
    """A paragraph with its asides before it, its text, and its acts beside it.

    `phrases`: what `Scorer.explain` says of its text, marked where it is given. `asked`: whether the reader came for
    this paragraph, which is then outlined.
    """
    row, side = one.row, _side(float(one.row["stance"]))
    strong = " sig-strong" if abs(float(row["stance"])) >= _STRONG else ""
    shade = "sig-back" if row["background"] else {1: "sig-up", -1: "sig-down", 0: "sig-none"}[side] + strong
    label = f"Paragraph {one.number}, {'background, ' if row['background'] else ''}{reading_words(row['stance'])}"
    text = _marked(str(row["text"]), one.mentions, _telling(phrases))
    tag = {"quote": "blockquote", "item": "p"}.get(str(row["kind"]), "p")
    body = f"<{tag}>{'• ' if row['kind'] == 'item' else ''}{text}</{tag}>"
    classes = f"sig-paragraph {shade}{' sig-asked' if asked else ''}"
    return (
        f"{asides_html(one.asides)}"
        f'<article class="{classes}" id="paragraph-{one.number}" aria-label="{escape(label)}">'
        f'<div class="sig-text">{body}{_why(phrases)}{_corrected(one.corrections)}</div>{_acts(one)}</article>'
    )


def asides_html(asides: Iterable[tuple[str, str]]) -> str:
    """Headlines and captions, marked as not scored."""
    return "".join(
        f'<p class="sig-aside sig-{"headline" if kind == "headline" else "caption"}">{escape(text)} '
        f"<small>{escape(kind)}, not scored</small></p>"
        for kind, text in asides
    )


def meta_html(one: Shown) -> str:
    """The reading of a paragraph in a line: stance in words, tone, event date, background, actors without a mention."""
    row, side = one.row, _side(float(one.row["stance"]))
    colour = {1: "sig-is-up", -1: "sig-is-down", 0: "sig-is-none"}[side]
    parts = [f'<span class="{colour}">{reading_words(row["stance"])}</span>']
    if row["background"]:
        parts.append('<strong class="sig-word">background</strong>')
    if row.get("future"):
        parts.append("still to come")
    parts.append(f"tone {_signed(float(row['sentiment']))}")
    day = row["event_date"]
    if isinstance(day, date) and not pd.isna(day) and _day(day) != _day(row["published"]):
        parts.append(f"speaks of {_day(day):%-d %b %Y}")
    unnamed = [actor for actor in one.actors if actor not in {mention.actor for mention in one.mentions}]
    if unnamed:
        parts.append(f"about {escape(', '.join(map(actor_name, unnamed)))}")
    return f'<p class="sig-meta"><span class="sig-number">{one.number}</span> {" · ".join(parts)}</p>'


def _day(day: Any) -> date:
    return pd.Timestamp(day).date()


def _corrected(corrections: Sequence[Row]) -> str:
    lines = []
    for one in corrections:
        reason = f" “{escape(str(one['reason']))}”" if one["reason"] else ""
        lines.append(f"corrected by {escape(str(one['by']))}: {escape(was(one))}{reason}")
    return f'<p class="sig-corrected">✎ {"<br>✎ ".join(lines)}</p>' if lines else ""


def _acts(one: Shown) -> str:
    """The acts of a paragraph, strongest first."""
    if not one.acts:
        return ""
    items = []
    for act in sorted(one.acts, key=lambda act: -abs(act["stance"])):
        side = _side(float(act["stance"]))
        colour = {1: "sig-is-up", -1: "sig-is-down", 0: "sig-is-none"}[side]
        sides = f"{escape(actor_name(act['source']))} → {escape(actor_name(act['target']))}"
        told = f'{escape(act["event"].lower())} <span class="{colour}">{reading_words(act["stance"])}</span>'
        items.append(f"<li><b>{sides}</b><br>{told}</li>")
    return f'<ul class="sig-acts" aria-label="Who does what, toward whom">{"".join(items)}</ul>'


def _why(phrases: pd.DataFrame | None) -> str:
    if phrases is None:
        return ""
    told = "By how much each marked phrase moves the stance; the rest moves it little."
    return f'<p class="sig-note">{told if _telling(phrases) else "No phrase alone moves the stance."}</p>'


def _telling(phrases: pd.DataFrame | None) -> list[tuple[int, int, float]]:
    """The phrases worth marking: start, end, contribution; strongest first."""
    if phrases is None or phrases.empty:
        return []
    least = max(_LEAST_CONTRIBUTION, _LEAST_PART * float(phrases["contribution"].abs().max()))
    told = [
        (int(start), int(end), float(much))
        for start, end, much in zip(phrases["start"], phrases["end"], phrases["contribution"], strict=True)
        if abs(much) >= least
    ]
    return sorted(told, key=lambda one: -abs(one[2]))[:_MOST_PHRASES]


def _marked(text: str, mentions: Sequence[Mention], phrases: Sequence[tuple[int, int, float]]) -> str:
    """The text, escaped, with actors underlined and phrases marked; both may overlap.

    It is cut wherever a mark begins or ends; the label of a mark stands behind its last piece.
    """
    marks = [(one.start, one.end) for one in mentions] + [(start, end) for start, end, _ in phrases]
    cuts = sorted({0, len(text), *(min(max(cut, 0), len(text)) for mark in marks for cut in mark)})
    return "".join(_piece(text, start, end, mentions, phrases) for start, end in pairwise(cuts))


def _piece(
    text: str, start: int, end: int, mentions: Sequence[Mention], phrases: Sequence[tuple[int, int, float]]
) -> str:
    piece = escape(text[start:end])
    named = [one for one in mentions if one.start <= start and end <= one.end]
    if named:
        labels = "".join(
            f'<small class="sig-id" title="{escape(actor_name(one.actor))}">{escape(one.actor)}</small>'
            for one in named
            if one.end == end
        )
        piece = f'<span class="sig-actor">{piece}</span>{labels}'
    for first, last, much in phrases:
        if first <= start and end <= last:
            label = f'<sup class="sig-much">{_signed(much)}</sup>' if end == last else ""
            kind = "sig-more" if much > 0 else "sig-less"
            strong = " sig-strong" if abs(much) >= abs(phrases[0][2]) / 2 else ""
            piece = f'<mark class="{kind}{strong}">{piece}{label}</mark>'
    return piece


def style(dark: bool = False) -> str:
    """The style sheet of all of the above."""
    colours = ink(dark)
    grey = "#a3a9b0" if dark else "#5f656c"  # 4.5 to 1 on the page and better
    names = {
        "SANS": _SANS,
        "UP": colours.escalatory, "DOWN": colours.deescalatory, "NONE": colours.neither, "TEXT": colours.text,
        "FAINT": colours.faint, "GREY": grey, "SOFT": "16%" if dark else "9%", "HARD": "28%" if dark else "17%",
    }  # fmt: skip
    return f"<style>{Template(_STYLE).substitute(names)}</style>"


_SANS = "'Source Sans', ui-sans-serif, system-ui, sans-serif"
_SERIF = "Charter, 'Bitstream Charter', 'Source Serif 4', 'Source Serif Pro', Cambria, Georgia, serif"
_STYLE = (
    ".sig-head,.sig-paragraph,.sig-aside{color:$TEXT;}"
    f".st-key-sig-title h1{{font-family:{_SERIF};font-size:2.1rem;line-height:1.3;padding:.2rem 0 .8rem;}}"
    ".sig-head p{margin:0 0 .35rem;font-size:.95rem;} .sig-told{color:$GREY;}"
    ".sig-paragraph{display:grid;grid-template-columns:minmax(0,42rem) minmax(9rem,15rem);column-gap:1.5rem;}"
    f".sig-text{{font-family:{_SERIF};font-size:1.12rem;line-height:1.6;border-left:4px solid $NONE;"
    "padding:.55rem 1rem;border-radius:2px;overflow-wrap:anywhere;align-self:start;}"
    ".sig-text p,.sig-text blockquote{margin:0;} .sig-text blockquote{padding-left:1rem;font-style:italic;}"
    ".sig-none .sig-text{border-left-color:$FAINT;}"
    ".sig-up .sig-text{border-left-color:$UP;background:color-mix(in srgb,$UP $SOFT,transparent);}"
    ".sig-up.sig-strong .sig-text{background:color-mix(in srgb,$UP $HARD,transparent);}"
    ".sig-down .sig-text{border-left-color:$DOWN;background:color-mix(in srgb,$DOWN $SOFT,transparent);}"
    ".sig-down.sig-strong .sig-text{background:color-mix(in srgb,$DOWN $HARD,transparent);}"
    ".sig-back .sig-text{border-left-style:dotted;border-left-color:$GREY;color:$GREY;}"
    ".sig-asked .sig-text{outline:2px solid $TEXT;outline-offset:2px;}"
    ".sig-actor{text-decoration:underline;text-decoration-thickness:1px;text-underline-offset:3px;}"
    ".sig-id{font:600 .62rem/1 $SANS;letter-spacing:.03em;margin-left:.15em;"
    "padding:.05em .3em;border:1px solid $GREY;border-radius:3px;vertical-align:.25em;white-space:nowrap;}"
    # acts may reach beside the line below the text, which is free there
    ".sig-acts{list-style:none;margin:0 0 -3rem;padding:.4rem 0 0 .9rem;font-size:.84rem;line-height:1.4;"
    "align-self:start;border-left:1px solid $FAINT;}"
    ".sig-acts li{margin:0 0 .4rem;}"
    ".sig-is-up{color:$UP;font-weight:600;} .sig-is-down{color:$DOWN;font-weight:600;}"
    ".sig-is-none{color:$GREY;font-weight:600;}"
    ".sig-meta{margin:0;font-size:.84rem;color:$GREY;} .sig-word{font-weight:600;color:$GREY;}"
    ".sig-number{display:inline-block;min-width:1.6em;}"
    ".sig-note{font:.84rem/1.45 $SANS;margin-top:.45rem!important;color:$GREY;}"
    ".sig-corrected{font:.84rem/1.45 $SANS;margin-top:.45rem!important;color:$TEXT;}"
    f".sig-aside{{max-width:42rem;margin:.4rem 0 .5rem;padding-left:1.2rem;font-family:{_SERIF};}}"
    ".sig-headline{font-weight:700;font-size:1.15rem;} .sig-caption{font-style:italic;color:$GREY;}"
    ".sig-list{margin:-.4rem 0 0;font-size:.88rem;color:$GREY;}"
    ".sig-whole{white-space:nowrap;}"
    ".sig-aside small{font:400 .78rem $SANS;color:$GREY;margin-left:.3em;}"
    "mark.sig-more,mark.sig-less{color:inherit;background:none;border-bottom:2px solid;padding:0 1px;}"
    "mark.sig-more{border-color:$UP;} mark.sig-less{border-color:$DOWN;}"
    "mark.sig-more.sig-strong{background:color-mix(in srgb,$UP 26%,transparent);}"
    "mark.sig-less.sig-strong{background:color-mix(in srgb,$DOWN 26%,transparent);}"
    ".sig-much{font:600 .68rem $SANS;margin-left:.1em;color:$TEXT;}"
    "@media (max-width:900px){.sig-paragraph{grid-template-columns:minmax(0,1fr);}"
    ".sig-acts{padding-left:1.2rem;border-left:0;margin:0;} .sig-acts br{display:none;}"
    ".sig-acts b{margin-right:.4em;}}"
)
