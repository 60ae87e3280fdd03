"""Frames to plotly figures: pure functions, no Streamlit, no files.

One palette throughout: orange upward for escalatory, blue downward for de-escalatory. The pair is told apart by
colour-blind readers, and the sign is always in shape or text as well. All text from articles is escaped: plotly
renders a subset of HTML.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from signals.actors import actor_name
from signals.shifts import DAYS_TOLD

Objects = npt.NDArray[np.object_]

POINTS_WITH_BARS = 90  # of a row: more would be a hedge of bars, and get one band
THIN_DAY = 3  # a point resting on fewer paragraphs is drawn hollow
_CELLS_WITH_TEXT = 420
_MANY = 36  # paragraphs of the largest marker, where no point has more
_COLUMN = {"day": "%-d %b<br>%Y", "week": "%-d %b<br>%Y", "month": "%b<br>%Y"}  # names of the heat map's columns


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours of one theme."""

    escalatory: str
    deescalatory: str
    neither: str
    text: str
    faint: str
    middle: str
    page: str  # behind the chart: a saved picture must be readable wherever it is put
    band: str
    cell_up: str  # of the strongest cells of a heat map, on which `text` can still be read
    cell_down: str


LIGHT = Ink(
    "#b8520a",
    "#1f6fb2",
    "#7a7f86",
    "#1d2329",
    "#d9d3c8",
    "#f4f1ec",
    "#fbfaf8",
    "rgba(122,127,134,0.2)",
    "#e58f45",
    "#6fabe0",
)
DARK = Ink(
    "#f2994a",
    "#6fb1ee",
    "#9aa1a9",
    "#e8e6e1",
    "#39424c",
    "#2a3138",
    "#14181d",
    "rgba(154,161,169,0.22)",
    "#96500e",
    "#2b69a8",
)


def ink(dark: bool) -> Ink:
    """The colours for a dark or a light page."""
    return DARK if dark else LIGHT


def timeline(
    index: pd.DataFrame,
    actors: list[str],
    dark: bool = False,
    shifts: pd.DataFrame | None = None,
    period: str = "day",
) -> go.Figure:
    """Tension of each actor over time, one row an actor, with 90 % intervals; `index` as `signals.index` gives it.

    Markers: ▲ escalatory, ▼ de-escalatory, ● where the interval holds 0; hollow on thin days; larger with more
    paragraphs. Intervals are bars, or one band where a row holds more than POINTS_WITH_BARS points. The unit's baseline
    is dotted. `shifts` as `signals.measuring.shifts_of` gives them: a vertical mark each. Every point and mark carries
    `customdata` (actor id, first and last ISO date of what it tells of).
    """
    colours = ink(dark)
    rows = max(1, len(actors))
    names = [escape(actor_name(actor)) for actor in actors]
    figure = make_subplots(rows=rows, cols=1, shared_xaxes=True, vertical_spacing=0.3 / rows, subplot_titles=names)
    # names stand at the left above their row, where a narrow page still has room for them
    figure.update_annotations(x=0, xanchor="left", font={"size": 14, "color": colours.text})
    shown = index[index["actor"].isin(actors)]
    reach = _reach(shown)
    step = 50 if reach >= 60 else 20
    most = max(_MANY, int(shown["paragraphs"].max())) if len(shown) else _MANY
    for row, actor in enumerate(actors, start=1):
        days = shown[shown["actor"] == actor].sort_values("date")
        figure.add_hline(y=0, line={"color": colours.faint, "width": 1}, row=row, col=1)
        traces = [*_intervals(days, colours), *_lines(days, colours), _points(days, actor, colours, most, period)]
        if shifts is not None:
            traces += _shift_marks(shifts[shifts["actor"] == actor], actor, colours, reach)
        for trace in traces:
            figure.add_trace(trace, row=row, col=1)
        figure.update_yaxes(
            range=[-reach, reach], tickvals=[-step, 0, step], ticktext=[f"-{step}", "0", f"+{step}"],
            gridcolor=colours.faint, zeroline=False, row=row, col=1,
        )  # fmt: skip
    figure.update_xaxes(tickformat="%-d %b<br>%Y", gridcolor=colours.faint, **_padded(shown))
    dress(figure, colours, height=125 * rows + 60)
    return figure


def _reach(shown: pd.DataFrame) -> float:
    """The largest tension that the rows must have room for: the same above and below 0, at least 30."""
    ends = np.nan_to_num(shown[["low", "high"]].abs().to_numpy(dtype=float))
    return min(100.0, max(30.0, 10 * math.ceil(float(ends.max(initial=0.0)) / 10)))


def _padded(shown: pd.DataFrame) -> dict[str, Any]:
    """The days of all rows with a margin for markers, so that rows share them; nothing where there are none.

    A few days are named one by one, else plotly would name the hours of a day by the same date.
    """
    if shown.empty:
        return {}
    first, last = shown["date"].min(), shown["date"].max()
    margin = max((last - first) * 0.02, pd.Timedelta(days=1))
    few = {"dtick": 86_400_000.0} if last - first < pd.Timedelta(days=7) else {}
    return {"range": [first - margin, last + margin], **few}


def _intervals(days: pd.DataFrame, colours: Ink) -> list[go.Scatter]:
    """The band of a dense row, from two lines; sparse rows have bars on their points instead."""
    if len(days) <= POINTS_WITH_BARS:
        return []
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    return [
        go.Scatter(x=days["date"], y=days["low"], name="low", **edge),
        go.Scatter(x=days["date"], y=days["high"], name="high", fill="tonexty", fillcolor=colours.band, **edge),
    ]


def _lines(days: pd.DataFrame, colours: Ink) -> list[go.Scatter]:
    """The line through the points, and the dotted one of what is usual for the actor, where that is known."""
    line = {"color": colours.neither, "width": 1.2 if len(days) <= POINTS_WITH_BARS else 0.8}
    lines = [go.Scatter(x=days["date"], y=days["tension"], mode="lines", hoverinfo="skip", line=line)]
    if "baseline" in days and days["baseline"].notna().any():
        dotted = {"color": colours.neither, "width": 1.2, "dash": "dot"}
        lines.append(
            go.Scatter(x=days["date"], y=days["baseline"], mode="lines", hoverinfo="skip", name="baseline", line=dotted)
        )
    return lines


def _points(days: pd.DataFrame, actor: str, colours: Ink, most: int, period: str) -> go.Scatter:
    directions = [direction(low, high) for low, high in zip(days["low"], days["high"], strict=True)]
    shape = {1: "triangle-up", -1: "triangle-down", 0: "circle"}
    thin = days["paragraphs"] < THIN_DAY
    dense = len(days) > POINTS_WITH_BARS
    bars = {
        "type": "data", "array": days["high"] - days["tension"], "arrayminus": days["tension"] - days["low"],
        "color": colours.neither, "thickness": 1, "width": 0, "visible": not dense,
    }  # fmt: skip
    smallest, room = (2, 5) if dense else (6, 12)
    return go.Scatter(
        x=days["date"], y=days["tension"], mode="markers", name=escape(actor_name(actor)),
        customdata=_spans(days, period), text=_hovers(days, period), hovertemplate="%{text}<extra></extra>",
        error_y=bars,
        marker={
            "color": np.array(directions, dtype=float), "cmin": -1, "cmax": 1, "colorscale": _three_colours(colours),
            "symbol": _array(shape[d] + ("-open" if faint else "") for d, faint in zip(directions, thin, strict=True)),
            "size": smallest + room * np.sqrt(days["paragraphs"].to_numpy() / most),
            "line": {"width": np.where(thin, 1.5, 0.0)},
        },
        unselected={"marker": {"opacity": 0.55}},
    )  # fmt: skip


def _three_colours(colours: Ink) -> list[list[Any]]:
    """The colours of -1, 0 and +1: numbers are checked many times faster than names of colours."""
    three = (colours.deescalatory, colours.neither, colours.escalatory)
    return [[edge, colour] for place, colour in enumerate(three) for edge in (place / 3, (place + 1) / 3)]


def _shift_marks(shifts: pd.DataFrame, actor: str, colours: Ink, reach: float) -> list[go.Scatter]:
    """A vertical line through the row on the day of every shift, with an arrow at its foot that can be clicked."""
    if shifts.empty:
        return []
    up = [change > 0 for change in shifts["change"]]
    edges = [[day, day, None] for day in shifts["date"]]
    told = [
        [actor, day.date().isoformat(), (day + pd.Timedelta(days=DAYS_TOLD)).date().isoformat()]
        for day in shifts["date"]
    ]
    return [
        go.Scatter(
            x=[x for edge in edges for x in edge], y=[-reach, reach, None] * len(shifts), mode="lines",
            hoverinfo="skip", name="shifts", line={"color": colours.text, "width": 1, "dash": "dash"},
        ),
        go.Scatter(
            x=shifts["date"], y=[-0.84 * reach] * len(shifts), mode="markers", name="shift",
            customdata=told, text=[_shift_hover(shift) for shift in shifts.to_dict("records")],
            hovertemplate="%{text}<extra></extra>", unselected={"marker": {"opacity": 0.55}},
            marker={
                "symbol": ["arrow-up" if rises else "arrow-down" for rises in up], "size": 13,
                "color": [colours.escalatory if rises else colours.deescalatory for rises in up],
                "line": {"width": 1, "color": colours.text},
            },
        ),
    ]  # fmt: skip


def _shift_hover(shift: dict[Any, Any]) -> str:
    return (
        f"<b>Shift of {escape(actor_name(shift['actor']))}</b>, {shift['date']:%-d %B %Y}<br>"
        f"from {shift['before']:+.0f} to {shift['after']:+.0f}: {shift['change']:+.0f} "
        f"(90 % interval {shift['low']:+.0f} to {shift['high']:+.0f})<br>"
        f"{_counted(shift['days_before'], 'day')} before, {_counted(shift['days_after'], 'day')} after"
    )


def direction(low: float, high: float) -> int:
    """+1 where the whole interval is escalatory, -1 where it is de-escalatory, 0 where it holds zero."""
    return int(low > 0) - int(high < 0)


def _array(values: Iterable[object]) -> Objects:
    """Values as an array: plotly checks and copies a list of them many times slower."""
    return np.array([*values], dtype=object)


def _spans(days: pd.DataFrame, period: str) -> Objects:
    """Actor, first and last day of each point, a row each."""
    dates = [day.date() for day in days["date"]]
    last = [last_day(day, period).isoformat() for day in dates]
    columns = days["actor"].astype(str), [day.isoformat() for day in dates], last
    return np.array(list(zip(*columns, strict=True)), dtype=object).reshape(-1, 3)


def last_day(first: date, period: str) -> date:
    """The last day of the "day", "week" or "month" that begins on a day."""
    if period == "month":
        return (first.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first + timedelta(days=6 if period == "week" else 0)


def _hovers(days: pd.DataFrame, period: str) -> Objects:
    """What is said of each point when one points at it."""
    when = {"day": "", "week": "week of ", "month": ""}[period]
    form = "%B %Y" if period == "month" else "%-d %B %Y"
    columns = (days[name] for name in ("actor", "date", "tension", "low", "high", "paragraphs", "articles", "stories"))
    return _array(
        f"<b>{escape(actor_name(actor))}</b>, {when}{day:{form}}<br>"
        f"tension {value:+.0f} (90 % interval {low:+.0f} to {high:+.0f})<br>"
        f"{_counted(paragraphs, 'paragraph')} in {_counted(articles, 'article')}, "
        f"{_counted(stories, 'story', 'stories')}"
        for actor, day, value, low, high, paragraphs, articles, stories in zip(*columns, strict=True)
    )


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one}" if count == 1 else f"{count:,} {many or one + 's'}"


def heat_map(index: pd.DataFrame, actors: list[str], dark: bool = False, period: str = "day") -> go.Figure:
    """Tension by actor (rows) and period with reports (columns), blue to orange, the number in the cell.

    Periods without reports have no column. Where there are too many cells for numbers, those whose whole interval lies
    on one side of 0 bear ▲ or ▼. A marker on every cell, else invisible, carries `customdata` (actor id, first and last
    ISO date), because plotly lets only markers be selected.
    """
    colours = ink(dark)
    cells = index[index["actor"].isin(actors)].assign(day=lambda frame: frame["date"].dt.strftime(_COLUMN[period]))
    grid = cells.pivot_table(index="actor", columns="date", values="tension").reindex(index=actors[::-1])
    columns = [f"{day:{_COLUMN[period]}}" for day in grid.columns]
    names = [escape(actor_name(actor)) for actor in grid.index]
    limit = max(40.0, 10 * math.ceil(float(np.nan_to_num(cells["tension"].abs().max())) / 10))
    with_text = grid.size <= _CELLS_WITH_TEXT
    figure = go.Figure(
        go.Heatmap(
            z=grid.to_numpy(), x=columns, y=names, zmin=-limit, zmax=limit, xgap=2 if with_text else 0, ygap=2,
            colorscale=[
                [0, colours.cell_down], [0.5, colours.middle], [1, colours.cell_up],
            ],
            text=_cell_texts(grid) if with_text else None, texttemplate="%{text}" if with_text else None,
            textfont={"color": colours.text}, hoverinfo="skip",
            showscale=not with_text, colorbar={"title": {"text": "tension"}, "thickness": 12, "tickformat": "+.0f"},
        )
    )  # fmt: skip
    figure.add_trace(_cell_marks(cells, colours, with_text, period))
    # ranges are stated, or plotly would pad them for the invisible markers
    figure.update_xaxes(
        type="category", categoryorder="array", categoryarray=columns, range=[-0.5, grid.shape[1] - 0.5],
        tickangle=0, showgrid=False, nticks=6, tickfont={"size": 12},
    )  # fmt: skip
    figure.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=names,
        range=[-0.5, grid.shape[0] - 0.5],
        ticks="",
        showgrid=False,
    )
    dress(figure, colours, height=34 * max(3, len(actors)) + 80)
    return figure


def _cell_marks(cells: pd.DataFrame, colours: Ink, with_text: bool, period: str) -> go.Scatter:
    """The markers that make cells selectable."""
    directions = [direction(low, high) for low, high in zip(cells["low"], cells["high"], strict=True)]
    shape = {1: "triangle-up", -1: "triangle-down", 0: "square"}
    seen = np.array([0.0 if with_text or way == 0 else 0.9 for way in directions])
    return go.Scatter(
        x=cells["day"], y=_array(escape(actor_name(actor)) for actor in cells["actor"]), mode="markers",
        marker={
            "symbol": "square" if with_text else _array(shape[way] for way in directions),
            "size": 22 if with_text else 6, "color": colours.text, "opacity": seen,
        },
        selected={"marker": {"opacity": 0.25}} if with_text else None,
        unselected={"marker": {"opacity": 0}} if with_text else None,
        customdata=_spans(cells, period), text=_hovers(cells, period), hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _cell_texts(grid: pd.DataFrame) -> list[list[str]]:
    """The signed number of every cell; no sign where it rounds to 0, nothing where there is none."""
    return [
        ["" if np.isnan(value) else f"{value:+.0f}" if round(value) else "0" for value in row]
        for row in grid.to_numpy()
    ]


def web_page(figure: go.Figure, title: str) -> bytes:
    """A figure as a web page of its own that opens without a network: plotly's script is in it (UTF-8, about 5 MB)."""
    page: str = figure.to_html(include_plotlyjs=True, full_html=True, config={"displaylogo": False})
    return page.replace("<head>", f"<head><title>{escape(title)}</title>", 1).encode("utf-8")


def picture_config(name: str) -> dict[str, Any]:
    """Settings of plotly's tool bar: its camera saves the chart as NAME.png, twice as fine as on the page."""
    picture = {"format": "png", "scale": 2, "filename": name}
    useless = ["select2d", "lasso2d", "zoomIn2d", "zoomOut2d"]
    return {"displaylogo": False, "modeBarButtonsToRemove": useless, "toImageButtonOptions": picture}


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
    dress(figure, colours, height=34 * max(2, len(others)) + 90)
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
    dress(figure, colours, height=320)
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


def dress(figure: go.Figure, colours: Ink, height: int) -> None:
    """Give a figure its height in pixels and what all charts have in common: margins, colours, how it is clicked."""
    figure.update_layout(
        height=height, showlegend=False, margin={"l": 10, "r": 10, "t": 28, "b": 30},
        paper_bgcolor=colours.page, plot_bgcolor=colours.page, font={"color": colours.text, "size": 13},
        hoverlabel={"align": "left"}, dragmode=False, clickmode="event+select",
    )  # fmt: skip
    figure.update_xaxes(automargin=True)
    figure.update_yaxes(automargin=True)


def sparkline(values: "pd.Series[float]", label: str, dark: bool = False) -> str:
    """A small line as SVG, from -100 (bottom) to +100 (top) with 0 drawn; `label` is what a screen reader says."""
    colours, width, height = ink(dark), 240, 44
    step = width / max(1, len(values) - 1)
    points = " ".join(f"{place * step:.1f},{height / 2 * (1 - value / 100):.1f}" for place, value in enumerate(values))
    said = f"{label}: {values.iloc[0]:+.0f} to {values.iloc[-1]:+.0f}" if len(values) else label
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(said)}" '
        f'viewBox="0 -2 {width} {height + 4}" width="100%" height="48" '
        f'preserveAspectRatio="none"><line x1="0" x2="{width}" y1="{height / 2}" y2="{height / 2}" '
        f'stroke="{colours.faint}"/><polyline fill="none" stroke="{colours.neither}" stroke-width="2" '
        f'vector-effect="non-scaling-stroke" points="{points}"/></svg>'
    )
