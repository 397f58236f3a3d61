"""Riverside Evening Scale: how the evenings of the last week were. Written by the (invented) Riverside practice.

The wording is the practice's own. The bands only divide the range in three; no study stands behind them, no cut-off and
no reliable change is known.
"""

from ipt_notes.measures.measure import Band, Measure

API = 1
MEASURE = Measure(
    id="riverside4",
    name="Riverside-4",
    title="Riverside Evening Scale",
    item_count=4,
    item_min=0,
    item_max=3,
    lookback="Thinking of your evenings in the last week:",
    items=(
        "I talked with somebody about how my day had been",
        "I did something that I had looked forward to",
        "I found it easy to let the day go",
        "I knew whom I could have called",
    ),
    answers=("Never", "Once or twice", "Most evenings", "Every evening"),
    bands=(Band(0, 4, "low"), Band(5, 8, "middle"), Band(9, 12, "high")),
    source="Riverside practice, invented as an example",
    terms="The practice's own wording",
)
