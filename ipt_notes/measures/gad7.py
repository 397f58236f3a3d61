"""GAD-7: anxiety severity over the last two weeks.

Bands: Spitzer, Kroenke, Williams and Loewe 2006. Caseness (8; 10 is used in screening) and reliable change (4): NHS Talking
Therapies, as tabled in PMC8411661, table 1. Codes: LOINC panel 69737-5. Terms as for the PHQ-9.
No rule for items left out could be confirmed, so there is none: without all seven items there is no total.
"""

from __future__ import annotations

from ipt_notes.measures.measure import Band, Measure

MEASURE = Measure(
    id="gad7",
    name="GAD-7",
    title="Generalized Anxiety Disorder scale, seven items",
    item_count=7,
    item_min=0,
    item_max=3,
    lookback="Over the last two weeks, how often have you been bothered by the following problems?",
    items=(
        "Feeling nervous, anxious, or on edge",
        "Not being able to stop or control worrying",
        "Worrying too much about different things",
        "Trouble relaxing",
        "Being so restless that it is hard to sit still",
        "Becoming easily annoyed or irritable",
        "Feeling afraid, as if something awful might happen",
    ),
    answers=("Not at all", "Several days", "More than half the days", "Nearly every day"),
    bands=(Band(0, 4, "minimal"), Band(5, 9, "mild"), Band(10, 14, "moderate"), Band(15, 21, "severe")),
    caseness=8,
    reliable_change=4,
    source="Spitzer, Kroenke, Williams and Loewe 2006; thresholds: NHS Talking Therapies (PMC8411661, table 1)",
    terms="No permission required to reproduce, translate, display or distribute",
    loinc_panel="69737-5",
    loinc_total="70274-6",
    loinc_items=("69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7"),
    loinc_answers=("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"),
)
