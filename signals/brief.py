"""A one-page brief of a view: sentences, charts, key paragraphs and how the number is made, as one HTML file.

It stands alone: no network, no fonts, no styles from elsewhere; plotly's script is inside. It prints on one or two
pages.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from signals.actors import actor_name
from signals.charts import LIGHT, Ink

MOST_SENTENCES = 10
_STYLE = """
body{font:15px/1.5 Georgia,'Times New Roman',serif;color:#1d2329;max-width:52rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.05rem;margin:1.6rem 0 .4rem}p{margin:.4rem 0}
.when,.note{font:13px/1.5 system-ui,sans-serif;color:#4c545c}table{border-collapse:collapse;width:100%%}
td,th{font-size:13px;text-align:left;vertical-align:top;padding:.3rem .5rem;border-top:1px solid #d9d3c8}
td.n{white-space:nowrap;font-variant-numeric:tabular-nums}.up{color:%s}.down{color:%s}
@media print{body{margin:0;max-width:none}h2{break-after:avoid}tr{break-inside:avoid}}
"""


def brief_html(
    title: str,
    sentences: Sequence[str],
    figures: Sequence[tuple[str, go.Figure]],
    paragraphs: pd.DataFrame,
    options: str,
    made: date,
    ink: Ink = LIGHT,
) -> str:
    """One HTML page. All text is escaped.

    `sentences` open it; `figures`: caption and chart each; `paragraphs`: columns of `signals.measuring.behind`, of
    which the MOST_SENTENCES that add most are shown; `options`: the line that exports state.
    """
    charts = "".join(_chart(caption, figure, place == 0) for place, (caption, figure) in enumerate(figures))
    told = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences if sentence)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE % (ink.escalatory, ink.deescalatory)}</style></head><body><main><h1>{escape(title)}</h1>"
        f'<p class="when">Made on {made:%-d %B %Y} by Diplomatic Tension Signals from the articles of this library.</p>'
        f"{told}{charts}<h2>In which words</h2>{_table(paragraphs)}<h2>How the number is made</h2>"
        '<p class="note">Tension is the mean stance of newly printed paragraphs, -100 (eases) to +100 (escalates), '
        "weighed so that no long story and no busy outlet drowns the rest; the same words count once; intervals hold "
        f"nine times in ten. Options: {escape(options)}</p></main></body></html>"
    )


def _chart(caption: str, figure: go.Figure, first: bool) -> str:
    html = figure.to_html(full_html=False, include_plotlyjs=first, config={"displayModeBar": False, "responsive": True})
    return f"<h2>{escape(caption)}</h2>{html}"


def _table(paragraphs: pd.DataFrame) -> str:
    rows = "".join(_row(row) for row in paragraphs.head(MOST_SENTENCES).to_dict("records"))
    if not rows:
        return "<p>No paragraph lies behind this view.</p>"
    return f"<table><thead><tr><th>points</th><th>paragraph</th></tr></thead><tbody>{rows}</tbody></table>"


def _row(row: Mapping[Any, Any]) -> str:
    up = row["points"] > 0
    imprint = f"{row['outlet'] or 'outlet not stated'}, {row['published']:%-d %B %Y}: {row['title']}. "
    return (
        f'<tr><td class="n {"up" if up else "down"}">{"▲" if up else "▼"} {row["points"]:+.1f}</td>'
        f"<td>{escape(row['text'])}<br><span class='note'>{escape(imprint + _actors(row['actors']))}</span></td></tr>"
    )


def _actors(ids: str) -> str:
    return ", ".join(actor_name(actor) for actor in ids.split("|") if actor)
