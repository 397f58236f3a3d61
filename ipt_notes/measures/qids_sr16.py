"""QIDS-SR16: depressive symptoms over the last seven days. Scores only: its terms are unclear.

Sixteen items make nine domains (Rush and others 2003): sleep is the highest of items 1 to 4, appetite and weight the
highest of 6 to 9, restlessness and slowness the higher of 15 and 16, and 5, 10, 11, 12, 13 and 14 count as they are. Of
6 and 7, and of 8 and 9, the form asks for one. No rule for other items left out could be confirmed: then there is no
total. No cut-off is published, and no threshold for a reliable change could be verified. Item 12 is about death and
suicide. No LOINC codes were found.
"""

from __future__ import annotations

from ipt_notes.measures.measure import Band, Measure

MEASURE = Measure(
    id="qids_sr16",
    name="QIDS-SR16",
    title="Quick Inventory of Depressive Symptomatology, self-report, sixteen items",
    item_count=16,
    item_min=0,
    item_max=3,
    bands=(
        Band(0, 5, "none"),
        Band(6, 10, "mild"),
        Band(11, 15, "moderate"),
        Band(16, 20, "severe"),
        Band(21, 27, "very severe"),
    ),
    aliases=("QIDS", "QIDS-SR", "QIDS-16"),
    domains=((1, 2, 3, 4), (5,), (6, 7, 8, 9), (10,), (11,), (12,), (13,), (14,), (15, 16)),
    alternatives=((6, 7), (8, 9)),
    risk_item=12,
    source="Rush and others 2003",
    terms="Whether the wording may be reproduced is unclear; scores only",
)
