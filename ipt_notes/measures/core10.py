"""CORE-10: psychological distress over the last week. Scores only: its terms (CC BY-NC-ND) keep the wording out.

Bands, cut-off (11; 13 for depression) and reliable change (6): Barkham and others 2013; one other site gives other bands.
Items 2 and 3 are worded the other way round, and the form prints their scores reversed: type the score that stands
beside the answer. One item left out is prorated (10 x sum / answered), more are not: CORE System Trust, "scoring
CORE measures". Item 6 is about risk. No LOINC codes were found.
"""

from __future__ import annotations

from ipt_notes.measures.measure import Band, Measure

MEASURE = Measure(
    id="core10",
    name="CORE-10",
    title="Clinical Outcomes in Routine Evaluation, ten items",
    item_count=10,
    item_min=0,
    item_max=4,
    bands=(
        Band(0, 10, "below the cut-off"),
        Band(11, 14, "mild"),
        Band(15, 19, "moderate"),
        Band(20, 24, "moderate to severe"),
        Band(25, 40, "severe"),
    ),
    reversed_items=(2, 3),
    most_missing=1,
    caseness=11,
    reliable_change=6,
    risk_item=6,
    source="Barkham and others 2013; one item left out: CORE System Trust",
    terms="CC BY-NC-ND: the wording may not be reproduced here; scores only",
)
