"""How far to trust it: how the number is made, how good the model is and where it fails, in plain words."""

import pandas as pd
import streamlit as st

from signals.measuring import calibration_of
from signals.scoring.card import Card, read_card
from signals.selection import Options
from signals.views.shared import choose_collection, library, plain

_SIGN = "stance, sign right where there is one"
_FIGURES = (
    ("Direction right", _SIGN, "Of paragraphs that have one."),
    ("Three classes (F1)", "stance, 3 classes, macro-F1", "Escalatory, neither, de-escalatory. 1 is perfect."),
    ("Who does what (F1)", "relations, quad macro-F1", "Four classes of acts between marked actors."),
)
# What the names of hard cases on the model card mean, for a reader who has not seen docs/annotation.md.
_CASES = {
    "opposite_sides": "two sides of one paragraph move in opposite directions",
    "ambiguous": "the annotators themselves could read it both ways",
    "failed_easing": "an attempt to ease that fails",
    "diplomatic_code": "diplomatic understatement, as “frank talks”",
    "quoted_history": "past hostility quoted in calm news",
    "allied_reassurance": "reassuring an ally, which the other side may take as a threat",
    "negated": "what is said not to happen",
    "conditional": "what happens only if",
    "logistics": "who travels where, and when",
}


def page() -> None:
    """Draw the page."""
    st.title("How far to trust it")
    options, card = Options(collection=choose_collection()), read_card()
    _number()
    _weights(options)
    _model(card)
    _corrections()
    with st.expander("The whole model card"):
        st.markdown(card.text.partition("\n")[2])


def _number() -> None:
    st.subheader("How the number is made")
    st.markdown(
        "1. **Paragraphs.** The model reads each paragraph and says how far it raises (+1) or lowers (-1) the expected "
        "level of conflict: its *stance*. Headlines and captions are not read.\n"
        "2. **What counts.** Today's news. A paragraph about past years is shown and kept out. The same words count "
        "once, however many papers print them.\n"
        "3. **Tension** of an actor on a day is the mean stance of what is written about it, times 100: from -100 "
        "(▼ eases) to +100 (▲ escalates). Long stories and busy outlets do not drown the rest, what an outlet always "
        "adds is taken off, and thin days are drawn toward 0.\n"
        "4. **The interval** says where the number would lie nine times in ten. A direction is claimed only where all "
        "of it lies on one side of 0.\n"
        "5. **Volume is not tension.** How much is written stands beside the number and never raises it.\n"
        "6. **Unusual** compares with the actor's own last 180 days: beyond 2 is unusual for it.\n\n"
        "0 does not mean peace: it means that what was newly written raises as much as it lowers, or that there is "
        "little."
    )


def _weights(options: Options) -> None:
    """The calibration in use, in words."""
    held = calibration_of(library(), options)
    if not held.stories:
        return
    st.subheader("What your articles say about the noise")
    st.markdown(
        f"From **{held.stories:,} stories**: paragraphs of one story differ by {held.paragraph_spread:.2f}, stories of "
        f"one outlet and day by {held.story_spread:.2f}, outlets by {held.outlet_spread:.2f}; levels lie within "
        f"{held.level_spread:.2f} of 0 (standard deviations of stance)."
    )
    rows = [(name or "not stated", house.effect, 1.645 * house.spread) for name, house in held.house.items()]
    shrill = pd.DataFrame(rows, columns=["Outlet", "Adds", "±"])
    if len(shrill) and (shrill["Adds"] != 0).any():
        st.caption("What each outlet adds to a stance beyond the others on the same actor and day, and is taken off:")
        order = shrill["Adds"].abs().sort_values(ascending=False).index
        st.dataframe(
            shrill.loc[order].head(50),
            hide_index=True,
            key="houses",
            column_config={
                "Adds": st.column_config.NumberColumn(format="%+.2f"),
                "±": st.column_config.NumberColumn(format="%.2f", help="What stays unknown of it, nine times in ten."),
            },
        )


def _model(card: Card) -> None:
    st.subheader("How good the model is")
    used = library().models()
    others = [name for name in used.loc[used["in_use"] > 0, "model"] if name != card.name]
    if others:
        st.warning(plain(f"Some articles were scored by {', '.join(others)}: what follows does not speak of them."))
    st.caption(plain(f"{card.name}, measured on paragraphs whose events it never saw."))
    for place, (label, value, told) in zip(st.columns(3), _FIGURES, strict=True):
        figure = card.value(value)
        shown = f"{round(100 * figure)} of 100" if value == _SIGN else f"{figure:.2f}"
        place.metric(label, shown, help=told, border=True)
    st.subheader("Where it fails")
    failures = [
        f"- {_CASES.get(row['case'], row['case'].replace('_', ' '))}: {round(100 * row['value'])} of 100 right "
        f"({row['of']} tried)"
        for row in card.weak.to_dict("records")
    ]
    st.markdown("\n".join(failures))
    st.subheader("What it is not for")
    st.markdown(card.text.partition("## Not for")[2].strip())


def _corrections() -> None:
    """What this library's analysts corrected: a measure of the model on one's own news."""
    frame = library().corrections()
    held = frame[frame["undone"].isna()]
    st.subheader("What was corrected here")
    if held.empty:
        st.write("Nothing yet. Open an article and press Correct where the machine is wrong: the number follows.")
        return
    stances = held[held["field"] == "stance"]
    gap = (pd.to_numeric(stances["value"]) - pd.to_numeric(stances["model_value"])).abs().mean()
    said = f"{len(held)} corrections by {held['by'].nunique()} analysts."
    st.write(
        said + (f" Where they corrected a stance, the model was off by {gap:.2f} on average." if len(stances) else "")
    )
