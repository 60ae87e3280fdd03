"""Frames to plotly figures: pure functions, no Streamlit, no files.

One palette throughout: orange upward for escalatory, blue downward for de-escalatory. The pair is told apart by
colour-blind readers, and the sign is always in shape or text as well. All text from articles is escaped: plotly
renders a subset of HTML.
"""

import math
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from signals.actors import actor_name

THIN_DAY = 3  # a point resting on fewer paragraphs is drawn hollow
_CELLS_WITH_TEXT = 420


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours of one theme."""

    escalatory: str
    deescalatory: str
    neither: str
    text: str
    faint: str
    middle: str


LIGHT = Ink("#b8520a", "#1f6fb2", "#7a7f86", "#1d2329", "#d9d3c8", "#f4f1ec")
DARK = Ink("#f2994a", "#6fb1ee", "#9aa1a9", "#e8e6e1", "#39424c", "#2a3138")


def ink(dark: bool) -> Ink:
    """The colours for a dark or a light page."""
    return DARK if dark else LIGHT


def timeline(index: pd.DataFrame, actors: list[str], dark: bool = False) -> go.Figure:
    """Tension of each actor over time, one row an actor, with 90 % intervals; `index` as `signals.index` gives it.

    Markers: ▲ escalatory, ▼ de-escalatory, ● where the interval holds 0; hollow on thin days; larger with more
    paragraphs. Every point carries `customdata` (actor id, ISO date).
    """
    colours = ink(dark)
    rows = max(1, len(actors))
    names = [escape(actor_name(actor)) for actor in actors]
    figure = make_subplots(rows=rows, cols=1, shared_xaxes=True, vertical_spacing=0.3 / rows, subplot_titles=names)
    # names stand at the left above their row, where a narrow page still has room for them
    figure.update_annotations(x=0, xanchor="left", font={"size": 14, "color": colours.text})
    for row, actor in enumerate(actors, start=1):
        days = index[index["actor"] == actor].sort_values("date")
        figure.add_hline(y=0, line={"color": colours.faint, "width": 1}, row=row, col=1)
        figure.add_trace(_line(days, colours), row=row, col=1)
        figure.add_trace(_points(days, actor, colours), row=row, col=1)
        figure.update_yaxes(
            range=[-100, 100], tickvals=[-50, 0, 50], ticktext=["-50", "0", "+50"],
            gridcolor=colours.faint, zeroline=False, row=row, col=1,
        )  # fmt: skip
    figure.update_xaxes(tickformat="%-d %b %Y", gridcolor=colours.faint, nticks=7)
    _dress(figure, colours, height=125 * rows + 60)
    return figure


def _line(days: pd.DataFrame, colours: Ink) -> go.Scatter:
    return go.Scatter(
        x=days["date"], y=days["tension"], mode="lines", hoverinfo="skip",
        line={"color": colours.neither, "width": 1.2},
    )  # fmt: skip


def _points(days: pd.DataFrame, actor: str, colours: Ink) -> go.Scatter:
    directions = [direction(low, high) for low, high in zip(days["low"], days["high"], strict=True)]
    colour = {1: colours.escalatory, -1: colours.deescalatory, 0: colours.neither}
    shape = {1: "triangle-up", -1: "triangle-down", 0: "circle"}
    thin = days["paragraphs"] < THIN_DAY
    return go.Scatter(
        x=days["date"], y=days["tension"], mode="markers", name=escape(actor_name(actor)),
        customdata=[[actor, day.date().isoformat()] for day in days["date"]],
        text=[_hover(day) for _, day in days.iterrows()], hovertemplate="%{text}<extra></extra>",
        error_y={
            "type": "data", "array": days["high"] - days["tension"], "arrayminus": days["tension"] - days["low"],
            "color": colours.neither, "thickness": 1, "width": 0,
        },
        marker={
            "color": [colour[d] for d in directions],
            "symbol": [shape[d] + ("-open" if faint else "") for d, faint in zip(directions, thin, strict=True)],
            "size": [8 + 2 * math.sqrt(n) for n in days["paragraphs"]],
            "line": {"width": [1.5 if faint else 0 for faint in thin], "color": [colour[d] for d in directions]},
        },
        unselected={"marker": {"opacity": 0.55}},
    )  # fmt: skip


def direction(low: float, high: float) -> int:
    """+1 where the whole interval is escalatory, -1 where it is de-escalatory, 0 where it holds zero."""
    return int(low > 0) - int(high < 0)


def _hover(day: pd.Series) -> str:
    return (
        f"<b>{escape(actor_name(day['actor']))}</b>, {day['date']:%-d %B %Y}<br>"
        f"tension {day['tension']:+.0f} (90 % interval {day['low']:+.0f} to {day['high']:+.0f})<br>"
        f"{_counted(day['paragraphs'], 'paragraph')} in {_counted(day['articles'], 'article')}, "
        f"{_counted(day['stories'], 'story', 'stories')}"
    )


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one}" if count == 1 else f"{count} {many or one + 's'}"


def heat_map(index: pd.DataFrame, actors: list[str], dark: bool = False) -> go.Figure:
    """Tension by actor (rows) and day with reports (columns), blue to orange, the number in the cell.

    Days without reports have no column. An invisible marker on every cell carries `customdata` (actor id, ISO date),
    because plotly lets only markers be selected.
    """
    colours = ink(dark)
    cells = index[index["actor"].isin(actors)].assign(day=lambda frame: frame["date"].dt.strftime("%Y-%m-%d"))
    grid = cells.pivot_table(index="actor", columns="day", values="tension").reindex(index=actors[::-1])
    names = [escape(actor_name(actor)) for actor in grid.index]
    limit = max(40.0, 10 * math.ceil(float(np.nan_to_num(cells["tension"].abs().max())) / 10))
    with_text = grid.size <= _CELLS_WITH_TEXT
    figure = go.Figure(
        go.Heatmap(
            z=grid.to_numpy(), x=list(grid.columns), y=names, zmin=-limit, zmax=limit, xgap=2, ygap=2,
            colorscale=[
                [0, colours.deescalatory], [0.5, colours.middle], [1, colours.escalatory],
            ],
            text=_cell_texts(grid), texttemplate="%{text}" if with_text else None, hoverinfo="skip",
            showscale=not with_text, colorbar={"title": {"text": "tension"}, "thickness": 12, "tickformat": "+.0f"},
        )
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=cells["day"], y=[escape(actor_name(actor)) for actor in cells["actor"]], mode="markers",
            marker={"symbol": "square", "size": 22, "color": colours.text, "opacity": 0},
            selected={"marker": {"opacity": 0.25}}, unselected={"marker": {"opacity": 0}},
            customdata=cells[["actor", "day"]].to_numpy(), text=[_hover(cell) for _, cell in cells.iterrows()],
            hovertemplate="%{text}<extra></extra>",
        )
    )  # fmt: skip
    # ranges are stated, or plotly would pad them for the invisible markers
    figure.update_xaxes(
        type="category", categoryorder="array", categoryarray=list(grid.columns), range=[-0.5, grid.shape[1] - 0.5],
        nticks=8, tickangle=0, showgrid=False,
    )  # fmt: skip
    figure.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=names,
        range=[-0.5, grid.shape[0] - 0.5],
        ticks="",
        showgrid=False,
    )
    _dress(figure, colours, height=34 * max(3, len(actors)) + 110)
    return figure


def _cell_texts(grid: pd.DataFrame) -> list[list[str]]:
    """The signed number of every cell; no sign where it rounds to 0, nothing where there is none."""
    return [
        ["" if np.isnan(value) else f"{value:+.0f}" if round(value) else "0" for value in row]
        for row in grid.to_numpy()
    ]


def toward(counterparts: pd.DataFrame, actor: str, dark: bool = False) -> go.Figure:
    """What an actor does toward others (left) and what they do toward it (right), a row another actor.

    `counterparts` as `signals.index.counterparts` gives it. Bars are mean stances; the number of paragraphs stands
    beside them, and the sign in colour and text.
    """
    colours = ink(dark)
    name = escape(actor_name(actor))
    figure = make_subplots(
        rows=1, cols=2, shared_yaxes=True, horizontal_spacing=0.04,
        subplot_titles=(f"{name} toward them", f"they toward {name}"),
    )  # fmt: skip
    figure.update_annotations(font={"size": 13, "color": colours.text})
    others = [escape(actor_name(other)) for other in counterparts["other"]]
    for column, side in enumerate(("given", "received"), start=1):
        stances, counts = counterparts[side], counterparts[f"{side}_count"]
        figure.add_trace(
            go.Bar(
                x=stances, y=others, orientation="h", cliponaxis=False, textposition="outside",
                marker={"color": [_bar_colour(stance, colours) for stance in stances.fillna(0)]},
                text=["" if np.isnan(s) else f"{_signed(s)} ({n})" for s, n in zip(stances, counts, strict=True)],
                textfont={"size": 11},
                hovertext=[
                    "" if np.isnan(stance) else f"{other}: {_signed(stance)}, {_counted(count, 'paragraph')}"
                    for other, stance, count in zip(others, stances, counts, strict=True)
                ],
                hovertemplate="%{hovertext}<extra></extra>",
            ),
            row=1, col=column,
        )  # fmt: skip
    figure.update_xaxes(
        range=[-1.45, 1.45], tickvals=[-1, 0, 1], ticktext=["▼ -1", "0", "+1 ▲"],
        gridcolor=colours.faint, zerolinecolor=colours.neither,
    )  # fmt: skip
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    _dress(figure, colours, height=34 * max(2, len(others)) + 90)
    return figure


def _signed(stance: float) -> str:
    """With its sign, and none where it rounds to 0."""
    return f"{stance:+.2f}" if round(stance, 2) else "0.00"


def article_stances(paragraphs: pd.DataFrame, dark: bool = False) -> go.Figure:
    """Stance of each paragraph in reading order (columns `paragraph`, `stance`, `background`, `text`), as bars."""
    colours = ink(dark)
    colour = [_bar_colour(stance, colours) for stance in paragraphs["stance"]]
    figure = go.Figure(
        go.Bar(
            x=paragraphs["paragraph"], y=paragraphs["stance"],
            marker={"color": colour, "opacity": np.where(paragraphs["background"].astype(bool), 0.35, 1.0)},
            text=[f"{stance:+.2f}" for stance in paragraphs["stance"]], textposition="outside", cliponaxis=False,
            hovertext=[_wrapped(text) for text in paragraphs["text"]], hovertemplate="%{hovertext}<extra></extra>",
        )
    )  # fmt: skip
    figure.update_xaxes(title_text="paragraph", dtick=1 if len(paragraphs) <= 40 else None, showgrid=False)
    figure.update_yaxes(
        title_text="stance", range=[-1.1, 1.1], tickvals=[-1, -0.5, 0, 0.5, 1], gridcolor=colours.faint,
        ticktext=["-1 ▼ eases", "-0.5", "0", "+0.5", "+1 ▲ escalates"], zerolinecolor=colours.neither,
    )  # fmt: skip
    _dress(figure, colours, height=320)
    return figure


def _bar_colour(stance: float, colours: Ink) -> str:
    if abs(stance) < 0.2:
        return colours.neither
    return colours.escalatory if stance > 0 else colours.deescalatory


def _wrapped(text: str, width: int = 70, limit: int = 420) -> str:
    words = (text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + " …").split()
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] += f"{word} "
    return "<br>".join(escape(line.strip()) for line in lines)


def _dress(figure: go.Figure, colours: Ink, height: int) -> None:
    figure.update_layout(
        height=height, showlegend=False, margin={"l": 10, "r": 10, "t": 28, "b": 30},
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", font={"color": colours.text, "size": 13},
        hoverlabel={"align": "left"}, dragmode=False, clickmode="event+select",
    )  # fmt: skip
    figure.update_xaxes(automargin=True)
    figure.update_yaxes(automargin=True)
