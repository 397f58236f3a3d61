"""WSAS: how far work, home, leisure and relationships are impaired. Scores only: the wording may not be reproduced.

Ranges (below 10, 10 to 20, above 20): Mundt, Marks, Shear and Greist 2002. No cut-off is published, and no threshold for
a reliable change was found. One item left out: the mean of the other four stands in; more: no score. No LOINC codes
were found.
"""

from __future__ import annotations

from ipt_notes.measures.measure import Band, Measure

MEASURE = Measure(
    id="wsas",
    name="WSAS",
    title="Work and Social Adjustment Scale",
    item_count=5,
    item_min=0,
    item_max=8,
    bands=(Band(0, 9, "below 10"), Band(10, 20, "10 to 20"), Band(20.01, 40, "above 20")),
    most_missing=1,
    source="Mundt, Marks, Shear and Greist 2002",
    terms="The wording may not be reproduced here; scores only",
)
