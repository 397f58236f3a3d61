"""PHQ-9: depression severity over the last two weeks.

Bands: Kroenke, Spitzer and Williams 2001. Caseness (10) and reliable change (6): NHS Talking Therapies, as tabled in
PMC8411661, table 1. Codes: LOINC panel 44249-1. Terms: no permission is required to reproduce, translate,
display or distribute (LOINC record). A total is a prompt to look, never a diagnosis; a 0 on item 9 clears nobody.

No rule for items left out could be confirmed, so there is none: without all nine items there is no total. The unscored
question about difficulty that ends the form is not asked here (no total rests on it); its code is kept for exchange.
"""

from __future__ import annotations

from ipt_notes.measures.measure import Band, Measure

MEASURE = Measure(
    id="phq9",
    name="PHQ-9",
    title="Patient Health Questionnaire, nine items",
    item_count=9,
    item_min=0,
    item_max=3,
    lookback="Over the last two weeks, how often have you been bothered by any of the following problems?",
    items=(
        "Little interest or pleasure in doing things",
        "Feeling down, depressed, or hopeless",
        "Trouble falling or staying asleep, or sleeping too much",
        "Feeling tired or having little energy",
        "Poor appetite or overeating",
        "Feeling bad about yourself - or that you are a failure or have let yourself or your family down",
        "Trouble concentrating on things, such as reading the newspaper or watching television",
        (
            "Moving or speaking so slowly that other people could have noticed? Or the opposite - being so "
            "fidgety or restless that you have been moving around a lot more than usual"
        ),
        "Thoughts that you would be better off dead or of hurting yourself in some way",
    ),
    answers=("Not at all", "Several days", "More than half the days", "Nearly every day"),
    bands=(
        Band(0, 4, "minimal"),
        Band(5, 9, "mild"),
        Band(10, 14, "moderate"),
        Band(15, 19, "moderately severe"),
        Band(20, 27, "severe"),
    ),
    caseness=10,
    reliable_change=6,
    risk_item=9,
    source="Kroenke, Spitzer and Williams 2001; thresholds: NHS Talking Therapies (PMC8411661, table 1)",
    terms="No permission required to reproduce, translate, display or distribute",
    loinc_panel="44249-1",
    loinc_total="44261-6",
    loinc_difficulty="69722-7",
    loinc_items=(
        "44250-9",
        "44255-8",
        "44259-0",
        "44254-1",
        "44251-7",
        "44258-2",
        "44252-5",
        "44253-3",
        "44260-8",
    ),
    loinc_answers=("LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"),
)
