"""EPDS: mood around a birth, over the last seven days. Scores only: the wording may not be reproduced.

Cox, Holden and Sagovsky 1987: from 10 on depression is possible, from 13 on likely; the bands here name the figures
alone, because a score is no diagnosis. Cut-off 12/13. Reliable change (4): Matthey 2004. Type item scores, 0 to 3, as they
are scored (the more, the worse). Item 10 is about self-harm. No rule for items left out could be confirmed: without
all ten there is no total. Codes: LOINC panel 71354-5.
"""

from __future__ import annotations

from ipt_notes.measures.measure import Band, Measure

MEASURE = Measure(
    id="epds",
    name="EPDS",
    title="Edinburgh Postnatal Depression Scale",
    item_count=10,
    item_min=0,
    item_max=3,
    bands=(Band(0, 9, "below 10"), Band(10, 12, "10 to 12"), Band(13, 30, "13 or more")),
    caseness=13,
    reliable_change=4,
    risk_item=10,
    source="Cox, Holden and Sagovsky 1987; reliable change: Matthey 2004",
    terms="The wording may not be reproduced here; scores only",
    loinc_panel="71354-5",
)
