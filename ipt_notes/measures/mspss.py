"""MSPSS: support as it is felt, from a significant other, family and friends. Here more is better. Scores only.

The total is the mean of twelve items, 1 to 7, and each subscale the mean of its four: Zimet, Dahlem, Zimet and Farley
1988. Its author gives no established norms, so there are no bands, no cut-off and no threshold for a reliable change.
No rule for items left out could be confirmed: without all twelve there is no total, without its four no subscale.
Whether the wording may be reproduced is unverified. No LOINC codes were found.
"""

from __future__ import annotations

from ipt_notes.measures.measure import Measure, Subscale

MEASURE = Measure(
    id="mspss",
    name="MSPSS",
    title="Multidimensional Scale of Perceived Social Support",
    item_count=12,
    item_min=1,
    item_max=7,
    bands=(),
    is_mean=True,
    subscales=(
        Subscale("significant other", (1, 2, 5, 10)),
        Subscale("family", (3, 4, 8, 11)),
        Subscale("friends", (6, 7, 9, 12)),
    ),
    source="Zimet, Dahlem, Zimet and Farley 1988",
    terms="Whether the wording may be reproduced is unverified; scores only",
)
