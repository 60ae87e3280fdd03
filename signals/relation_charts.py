"""Charts of who does what toward whom, and of two sides compared: frames to plotly figures, pure functions.

Palette and rules as in `signals.charts`: orange and ▲ escalate, blue and ▼ ease, grey and ● neither. Where two outlets
or models are compared, their colours are neither of these. All names and texts are escaped.
"""

import math
from html import escape
from typing import Any

import networkx as nx  # type: ignore[import-untyped]
import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from signals.actors import actor_name
from signals.charts import THIN_DAY, Ink, direction, dress, ink
from signals.scoring.outputs import QUADS

MOST_POINTS = 1500
MOST_ARROWS = 26
_CLEAR = 0.2  # stance from which a colour is given
_SEED = 7
_NEAR = 0.45  # a chord that passes the middle nearer than this is led around it
_MARK = {1: "triangle-up", -1: "triangle-down", 0: "circle"}
_SIGN = {1: "▲", -1: "▼", 0: "●"}
_TWO = {False: ("#5b3a8c", "#0f766e"), True: ("#c4a5f3", "#5fcabb")}  # of two sides compared, by dark

ACT_COLUMNS = ["quad", "event", "given", "given_count", "received", "received_count"]
DYAD_COLUMNS = ["source", "target", "stance", "paragraphs"]


def acts_by_kind(events: pd.DataFrame, actor: str, other: str | None = None) -> pd.DataFrame:
    """What an actor does and has done to it, by quad class and event; with `other`, between the two only.

    `events` as `signals.index.events_of` gives it, by pair. ACT_COLUMNS: for each of the four quad classes a row whose
    `event` is empty, then one for each of its events that occurs; mean stances in [-1, +1], missing where the count of
    paragraphs is 0.
    """
    given, received = events["source"] == actor, events["target"] == actor
    if other is not None:
        given, received = given & (events["target"] == other), received & (events["source"] == other)
    rows: list[list[object]] = []
    for quad, names in QUADS.items():
        for name in ("", *names):
            kind = events["quad"] == quad if not name else events["event"] == name
            sides = [_mean(events[side & kind]) for side in (given, received)]
            if not name or sides[0][1] + sides[1][1]:
                rows.append([quad, name, *sides[0], *sides[1]])
    return pd.DataFrame(rows, columns=ACT_COLUMNS)


def _mean(events: pd.DataFrame) -> tuple[float, int]:
    """Mean stance, each paragraph counted once, and the number of paragraphs."""
    count = int(events["paragraphs"].sum())
    return (float((events["stance"] * events["paragraphs"]).sum() / count) if count else math.nan, count)


def dyads(events: pd.DataFrame, actors: list[str]) -> pd.DataFrame:
    """What each of these actors does toward each other one of them: DYAD_COLUMNS, one row a directed pair.

    `events` as `signals.index.events_of` gives it, by pair; `stance` is the mean over paragraphs, in [-1, +1].
    """
    among = events[events["source"].isin(actors) & events["target"].isin(actors)]
    among = among.assign(total=among["stance"] * among["paragraphs"])
    sums = among.groupby(["source", "target"], sort=True)[["total", "paragraphs"]].sum().reset_index()
    return sums.assign(stance=sums["total"] / sums["paragraphs"])[DYAD_COLUMNS]


def act_bars(acts: pd.DataFrame, dark: bool = False) -> go.Figure:
    """How often what is done, by the actor (given, left) and toward it (received); `acts` as `acts_by_kind` gives it.

    A bar is as long as there are paragraphs, coloured by their mean stance, which stands beside it with the count. Quad
    classes are bold, the events of each below it. Every bar carries `customdata` (side, quad class, event).
    """
    colours = ink(dark)
    titles = ("given", "received")
    figure = make_subplots(rows=1, cols=2, shared_yaxes=True, horizontal_spacing=0.05, subplot_titles=titles)
    figure.update_annotations(font={"size": 13, "color": colours.text})
    labels = [f"{event.lower()} " if event else f"<b>{quad}</b> " for quad, event in _two(acts, "quad", "event")]
    most = max(1, int(acts[["given_count", "received_count"]].to_numpy().max(initial=0)))
    for column, side in enumerate(("given", "received"), start=1):
        stances, counts = acts[side], acts[f"{side}_count"]
        told = [_told(stance, count) for stance, count in zip(stances, counts, strict=True)]
        tints = [_colour(stance, colours) for stance in stances.fillna(0)]
        figure.add_trace(
            go.Bar(
                x=counts, y=labels, orientation="h", cliponaxis=False, textposition="outside", text=told,
                textfont={"size": 11, "color": colours.text},
                # events are fainter than their class; an array of opacities would keep bars from being selected
                marker={"color": [_faint(colour, event) for colour, event in zip(tints, acts["event"], strict=True)]},
                customdata=[[side, quad, event] for quad, event in _two(acts, "quad", "event")],
                hovertext=[f"{label.strip()}: {text}" for label, text in zip(labels, told, strict=True)],
                hovertemplate="%{hovertext}<extra></extra>", unselected={"marker": {"opacity": 0.65}},
            ),
            row=1, col=column,
        )  # fmt: skip
    figure.update_xaxes(range=[0, most * 2.5], showticklabels=False, showgrid=False, zerolinecolor=colours.neither)
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    dress(figure, colours, height=24 * max(4, len(acts)) + 70)
    return figure


def _faint(colour: str, event: str) -> str:
    return _clear(colour, 0.68) if event else colour


def _told(stance: float, count: int) -> str:
    return f"{count:,} {_SIGN[_side(stance)]} {_signed(stance)}" if count else ""


def matrix(cells: pd.DataFrame, actors: list[str], dark: bool = False) -> go.Figure:
    """What each actor (rows) does toward each other (columns): mean stance in colour and number.

    `cells` as `dyads` gives it. Numbers that rest on fewer than THIN_DAY paragraphs are in italics; counts are in the
    hover. An invisible marker on every cell carries `customdata` (source, target): plotly lets only those be selected.
    """
    colours = ink(dark)
    grid = cells.pivot_table(index="source", columns="target", values="stance").reindex(actors, columns=actors)
    counts = cells.pivot_table(index="source", columns="target", values="paragraphs").reindex(actors, columns=actors)
    limit = max(0.5, float(np.nan_to_num(cells["stance"].abs().max())))
    places = {actor: place for place, actor in enumerate(actors)}
    figure = go.Figure(
        go.Heatmap(
            z=grid.to_numpy(), x=list(range(len(actors))), y=list(range(len(actors))), zmin=-limit, zmax=limit,
            xgap=2, ygap=2, showscale=False, hoverinfo="skip", texttemplate="%{text}",
            textfont={"size": 11, "color": colours.text},
            colorscale=[[0, colours.cell_down], [0.5, colours.middle], [1, colours.cell_up]],
            text=[
                [_cell(value, count) for value, count in zip(*rows, strict=True)]
                for rows in zip(grid.to_numpy(), counts.to_numpy(), strict=True)
            ],
        )
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=cells["target"].map(places), y=cells["source"].map(places), mode="markers",
            marker={"symbol": "square", "size": 24, "color": colours.text, "opacity": 0},
            selected={"marker": {"opacity": 0.25}}, unselected={"marker": {"opacity": 0}},
            customdata=cells[["source", "target"]].to_numpy(), text=_dyad_texts(cells),
            hovertemplate="%{text}<extra></extra>",
        )
    )  # fmt: skip
    edges = [-0.5, max(1, len(actors)) - 0.5]
    places_of_ticks = {"tickvals": list(range(len(actors))), "showgrid": False, "zeroline": False, "ticks": ""}
    figure.update_xaxes(side="top", range=edges, ticktext=[_short(actor) for actor in actors], **places_of_ticks)
    names = [_cut(actor_name(actor), 15) + " " for actor in actors]
    figure.update_yaxes(range=edges[::-1], ticktext=names, **places_of_ticks)
    dress(figure, colours, height=34 * max(3, len(actors)) + 70)
    return figure


def _cell(value: float, count: float) -> str:
    """A stance in one digit with its sign, ".4" for 0.4 so that twelve columns fit on a narrow page."""
    if np.isnan(value):
        return ""
    text = "0" if not round(value, 1) else f"{value:+.1f}".replace("0.", ".").replace(".0", "")
    return f"<i>{text}</i>" if count < THIN_DAY else text


def _dyad_texts(cells: pd.DataFrame) -> list[str]:
    return [
        f"<b>{escape(actor_name(source))} → {escape(actor_name(target))}</b><br>mean stance {_signed(stance)}"
        f"<br>{_counted(count)}"
        for source, target, stance, count in cells[DYAD_COLUMNS].itertuples(index=False)
    ]


def network(cells: pd.DataFrame, actors: list[str], dark: bool = False) -> go.Figure:
    """Who acts toward whom as arrows: wide where many paragraphs tell of it, coloured and marked by mean stance.

    `cells` as `dyads` gives it; at most MOST_ARROWS of them are drawn, those most told of. The mark in the
    middle of an arrow carries `customdata` (source, target). The first actor is outlined.
    """
    colours = ink(dark)
    places = layout(cells, actors)
    drawn = _drawn(cells)
    most = max(1, int(drawn["paragraphs"].max())) if len(drawn) else 1
    figure, middles = go.Figure(), []
    for source, target, stance, count in drawn[DYAD_COLUMNS].itertuples(index=False):
        bow = _bow(places[source], places[target])
        middles.append(bow[len(bow) // 2])
        figure.add_traces(_arrow(bow, _colour(stance, colours), 1 + 4 * math.sqrt(count / most)))
    figure.add_trace(_nodes(places, actors, colours))
    if len(drawn):
        figure.add_trace(_marks(np.array(middles), drawn, colours))
    free = {"visible": False, "range": [-1.25, 1.25]}
    figure.update_xaxes(**free)
    figure.update_yaxes(**free)
    dress(figure, colours, height=34 * max(8, len(actors)) + 70)
    return figure


def _drawn(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells that become arrows: of each actor the one most told of, then the rest by how much they are told of."""
    ranked = cells.sort_values(["paragraphs", "source", "target"], ascending=[False, True, True])
    ends = pd.concat([ranked["source"], ranked["target"]]).sort_index(kind="stable")
    firsts = ends[~ends.duplicated()].index.unique() if len(ends) else ends.index
    place = {row: (row not in firsts, order) for order, row in enumerate(ranked.index)}
    return ranked.loc[sorted(ranked.index, key=place.__getitem__)[:MOST_ARROWS]]


def layout(cells: pd.DataFrame, actors: list[str]) -> dict[str, np.ndarray]:
    """Where each actor stands: the first in the middle, the others on a circle of radius 1 around it, equally apart.

    Their order on it is that of a spring layout (Fruchterman and Reingold, 1991), so that those who deal with each
    other stand together. From a fixed seed: the same frame gives the same picture.
    """
    graph = nx.Graph()
    graph.add_nodes_from(actors)
    for source, target, count in cells[["source", "target", "paragraphs"]].itertuples(index=False):
        graph.add_edge(source, target, weight=math.log1p(count))
    sprung = nx.spring_layout(graph, k=1.2, seed=_SEED, iterations=120, weight="weight")
    middle, around = actors[:1], actors[1:]
    ordered = sorted(around, key=lambda actor: math.atan2(*(sprung[actor] - sprung[middle[0]])))
    turns = [2 * math.pi * place / max(1, len(ordered)) for place in range(len(ordered))]
    places = {actor: np.array([math.sin(turn), math.cos(turn)]) for actor, turn in zip(ordered, turns, strict=True)}
    return {actor: np.zeros(2) for actor in middle} | places


def _bow(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Points of a bent line; there and back are two lines, and none runs over a node that it does not join."""
    middle, gap = (start + end) / 2, end - start
    right = np.array([gap[1], -gap[0]]) / max(float(np.hypot(*gap)), 1e-9)
    inward, clearance = float(right @ middle) < 0, float(np.hypot(*middle))
    if not (start.any() and end.any()):  # from or to the middle
        through = middle + 0.08 * right
    elif clearance < _NEAR:  # past the actor in the middle, there on one side, back on the other
        through = 0.36 * right
    else:  # along the rim, on its inner side
        through = middle * (1 - (0.07 if inward else 0.24) / clearance)
    bend = 2 * through - middle
    step = np.linspace(0, 1, 17)[:, None]
    bow: np.ndarray = (1 - step) ** 2 * start + 2 * step * (1 - step) * bend + step**2 * end
    return bow


def _arrow(bow: np.ndarray, colour: str, width: float) -> list[go.Scatter]:
    """The line, and its head before the node: in one trace plotly would break the line at every point."""
    line = {"color": colour, "width": width}
    head = {"symbol": "arrow", "size": [0, 9 + 1.2 * width], "color": colour, "angleref": "previous", "standoff": 19}
    return [
        go.Scatter(x=bow[:, 0], y=bow[:, 1], mode="lines", hoverinfo="skip", opacity=0.75, line=line),
        go.Scatter(
            x=bow[-2:, 0], y=bow[-2:, 1], mode="markers", hoverinfo="skip",
            marker=head | {"opacity": 1, "line": {"width": 0}}, unselected={"marker": {"opacity": 1}},
        ),
    ]  # fmt: skip


def _nodes(places: dict[str, np.ndarray], actors: list[str], colours: Ink) -> go.Scatter:
    return go.Scatter(
        x=[places[actor][0] for actor in actors], y=[places[actor][1] for actor in actors], mode="markers+text",
        text=[_short(actor) for actor in actors], textfont={"size": 11, "color": colours.text},
        hovertext=[escape(actor_name(actor)) for actor in actors], hovertemplate="%{hovertext}<extra></extra>",
        marker={
            "size": 38, "color": colours.middle, "opacity": 1,
            "line": {"width": [2.5, *[1] * (len(actors) - 1)][: len(actors)], "color": colours.text},
        },
        unselected={"marker": {"opacity": 1}, "textfont": {"color": colours.text}},
    )  # fmt: skip


def _marks(middles: np.ndarray, cells: pd.DataFrame, colours: Ink) -> go.Scatter:
    return go.Scatter(
        x=middles[:, 0], y=middles[:, 1], mode="markers", text=_dyad_texts(cells),
        customdata=cells[["source", "target"]].to_numpy(), hovertemplate="%{text}<extra></extra>",
        marker={
            "symbol": [_MARK[_side(stance)] for stance in cells["stance"]], "size": 12, "opacity": 1,
            "color": [_colour(stance, colours) for stance in cells["stance"]],
            "line": {"width": 1, "color": colours.middle},
        },
        unselected={"marker": {"opacity": 1}},
    )  # fmt: skip


# two sides compared


def dumbbell(changes: pd.DataFrame, dark: bool = False) -> go.Figure:
    """Tension before (hollow) and after (filled) of each actor or pair; `changes` as `signals.movers.compared` gives.

    Coloured, and ▲ or ▼, only where the interval of the change excludes 0; the change and that interval stand beside.
    """
    colours = ink(dark)
    labels = [f"{name} " for name in unit_names(changes, "<br>")]
    sides = [direction(low, high) for low, high in _two(changes, "low", "high")]
    tints = [_tint(side, colours) for side in sides]
    figure = go.Figure()
    for label, tint, (before, after) in zip(labels, tints, _two(changes, "before", "after"), strict=True):
        line = {"color": tint, "width": 3}
        figure.add_trace(go.Scatter(x=[before, after], y=[label] * 2, mode="lines", line=line, hoverinfo="skip"))
    told = [_change(*row) for row in changes[["before", "after", "change", "low", "high"]].itertuples(index=False)]
    ends = changes[["before", "after"]].max(axis=1)
    for name, marks in (("before", "circle-open"), ("after", [_MARK[side] for side in sides])):
        figure.add_trace(
            go.Scatter(
                x=changes[name], y=labels, mode="markers", name=name, text=told, hovertemplate="%{text}<extra></extra>",
                marker={"symbol": marks, "size": 12, "color": tints, "line": {"width": 2, "color": tints}},
                customdata=[[place] for place in range(len(changes))], unselected={"marker": {"opacity": 1}},
            )
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=ends, y=labels, mode="text", textposition="middle right", hoverinfo="skip",
            text=[f"   {_whole(change)}" for change in changes["change"]], textfont={"color": tints, "size": 12},
        )
    )  # fmt: skip
    most = float(changes[["before", "after"]].abs().to_numpy().max(initial=20))
    step = 10 if most < 30 else 20 if most < 60 else 50
    ticks = [step * place for place in range(-100 // step, 100 // step + 1) if abs(step * place) <= most * 1.3]
    figure.update_xaxes(
        range=[-1.1 * most, 1.45 * most], tickvals=ticks, ticktext=[_whole(tick) for tick in ticks],
        gridcolor=colours.faint, zerolinecolor=colours.neither,
    )  # fmt: skip
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category")
    rows = 40 if "source" in changes or "other" in changes else 30
    dress(figure, colours, height=rows * max(3, len(changes)) + 70)
    return figure


def _change(before: float, after: float, change: float, low: float, high: float) -> str:
    return (
        f"{_whole(before)} before, {_whole(after)} after<br>"
        f"change {_whole(change)} (90 % interval {_whole(low)} to {_whole(high)})"
    )


def unit_names(frame: pd.DataFrame, line_break: str = "") -> list[str]:
    """The actor or pair of each row of a frame by unit, escaped: "Russia → Ukraine", "Russia – Ukraine"."""
    if "source" in frame:
        names = [(escape(actor_name(s)), escape(actor_name(t))) for s, t in _two(frame, "source", "target")]
        return [f"{source} → {line_break}{target}" for source, target in names]
    names = [(escape(actor_name(a)), "") for a in frame["actor"]]
    if "other" in frame:
        names = [(name, escape(actor_name(other))) for (name, _), other in zip(names, frame["other"], strict=True)]
    return [f"{name} – {line_break}{other}" if other else name for name, other in names]


def two_lines(one: pd.DataFrame, other: pd.DataFrame, names: tuple[str, str], dark: bool = False) -> go.Figure:
    """Tension of the same actor or pair as two sides tell it, with 90 % intervals; frames as `signals.index` gives.

    The first side: solid, circles; the second: dashed, squares. Hollow where fewer than THIN_DAY paragraphs tell of it.
    Every point carries `customdata` (0 for the first side or 1, ISO date). The newest MOST_POINTS / 4 of a side are
    drawn.
    """
    colours = ink(dark)
    figure = go.Figure()
    figure.add_hline(y=0, line={"color": colours.neither, "width": 1})
    looks = zip((one, other), names, _TWO[dark], ("solid", "dash"), ("circle", "square"), strict=True)
    for place, (index, name, colour, dash, symbol) in enumerate(looks):
        days = index.sort_values("date").tail(MOST_POINTS // 4)
        figure.add_trace(_band(days, colour))
        thin = days["paragraphs"] < THIN_DAY
        figure.add_trace(
            go.Scatter(
                x=days["date"], y=days["tension"], mode="lines+markers", name=_cut(name, 40),
                line={"color": colour, "width": 1.6, "dash": dash}, showlegend=True,
                marker={"symbol": [symbol + ("-open" if faint else "") for faint in thin], "size": 8, "color": colour},
                customdata=[[place, f"{day:%Y-%m-%d}"] for day in days["date"]],
                unselected={"marker": {"opacity": 0.6}},
                text=[_day(name, *row) for row in days[_DAY].itertuples(index=False)],
                hovertemplate="%{text}<extra></extra>",
            )
        )  # fmt: skip
    figure.update_xaxes(tickformat="%-d %b %Y", gridcolor=colours.faint, nticks=7)
    ends = np.nan_to_num(pd.concat([one, other])[["low", "high"]].abs().to_numpy(dtype=float))
    reach = min(100.0, max(60.0, float(ends.max(initial=0.0)) + 4))
    ticks = {"tickvals": [-100, -50, 0, 50, 100], "ticktext": ["-100", "-50", "0", "+50", "+100"]}
    figure.update_yaxes(range=[-reach, reach], gridcolor=colours.faint, zeroline=False, **ticks)
    dress(figure, colours, height=360)
    figure.update_layout(
        showlegend=True, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}, margin={"t": 44}
    )
    return figure


_DAY = ["date", "tension", "low", "high", "paragraphs"]


def _day(name: str, day: pd.Timestamp, tension: float, low: float, high: float, count: int) -> str:
    return (
        f"<b>{_cut(name, 60)}</b>, {day:%-d %B %Y}<br>tension {_whole(tension)} "
        f"(90 % interval {_whole(low)} to {_whole(high)})<br>{_counted(count)}"
    )


def _band(days: pd.DataFrame, colour: str) -> go.Scatter:
    """The interval of a line as a faint band."""
    return go.Scatter(
        x=pd.concat([days["date"], days["date"][::-1]]), y=pd.concat([days["high"], days["low"][::-1]]), mode="lines",
        fill="toself", fillcolor=_clear(colour, 0.14), line={"width": 0}, hoverinfo="skip",
        showlegend=False,
    )  # fmt: skip


def models_apart(frame: pd.DataFrame, names: tuple[str, str], dark: bool = False) -> go.Figure:
    """Stances of the same paragraphs as two models read them (`stance_one` across, `stance_other` up), with a diagonal.

    Rows as `Library.by_models` gives them. Of more than MOST_POINTS every n-th is drawn. Above the diagonal and ▲: the
    second reads it as more escalatory. Every point carries `customdata` (article id, paragraph).
    """
    colours = ink(dark)
    drawn = frame.iloc[:: max(1, math.ceil(len(frame) / MOST_POINTS))]
    sides = [_side(other - one) for one, other in _two(drawn, "stance_one", "stance_other")]
    figure = go.Figure(
        go.Scatter(x=[-1, 1], y=[-1, 1], mode="lines", hoverinfo="skip", line={"color": colours.neither, "dash": "dot"})
    )
    figure.add_trace(
        go.Scatter(
            x=drawn["stance_one"], y=drawn["stance_other"], mode="markers", hovertemplate="%{text}<extra></extra>",
            marker={
                "symbol": [_MARK[side] for side in sides], "color": [_tint(side, colours) for side in sides],
                "size": 8, "opacity": 0.65,
            },
            text=[
                f"{_signed(one)} and {_signed(other)}<br>{_cut(text, 90)}"
                for one, other, text in drawn[["stance_one", "stance_other", "text"]].itertuples(index=False)
            ],
            customdata=drawn[["article_id", "paragraph"]].to_numpy(), unselected={"marker": {"opacity": 0.5}},
        )
    )  # fmt: skip
    look = {"range": [-1.08, 1.08], "tickvals": [-1, -0.5, 0, 0.5, 1], "gridcolor": colours.faint}
    look |= {"zerolinecolor": colours.faint, "ticktext": ["-1 ▼", "-0.5", "0", "+0.5", "▲ +1"]}
    figure.update_xaxes(title_text=_cut(names[0], 40), **look)
    figure.update_yaxes(title_text=_cut(names[1], 40), **look)
    dress(figure, colours, height=440)
    return figure


# words, colours and frame of all of them


def _two(frame: pd.DataFrame, one: str, other: str) -> "zip[tuple[Any, Any]]":
    return zip(frame[one], frame[other], strict=True)


def _side(stance: float) -> int:
    """+1 escalatory, -1 de-escalatory, 0 neither (or unknown)."""
    return int(stance >= _CLEAR) - int(stance <= -_CLEAR)


def _tint(side: int, colours: Ink) -> str:
    return {1: colours.escalatory, -1: colours.deescalatory, 0: colours.neither}[side]


def _colour(stance: float, colours: Ink) -> str:
    return _tint(_side(stance), colours)


def _clear(colour: str, opacity: float) -> str:
    """A colour like "#b8520a" that lets the page shine through."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def _signed(stance: float) -> str:
    return f"{stance:+.2f}" if round(stance, 2) else "0.00"


def _whole(points: float) -> str:
    return f"{points:+.0f}" if round(points) else "0"


def _counted(count: int) -> str:
    return "1 paragraph" if count == 1 else f"{count:,} paragraphs"


def _cut(text: str, most: int) -> str:
    return escape(text if len(text) <= most else f"{text[: most - 1].rstrip()}…")


def _short(actor: str) -> str:
    """An actor's id as a label of a few letters."""
    return _cut(actor, 5)
