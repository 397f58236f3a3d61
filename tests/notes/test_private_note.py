"""What the law keeps out of private notes is told by its line; what a therapist makes of a conversation is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.notes.private_note import PROMPT, kept_out, unprintable, without_prompt

MEDICATION = "medication prescription and monitoring"
TIMES = "start and stop times"
OFTEN = "modality and frequency"
TESTS = "results of clinical tests"
DIAGNOSIS = "a summary of diagnosis"
FUNCTION = "a summary of functional status"
PLAN = "a summary of the treatment plan"
SYMPTOMS = "a summary of symptoms"
PROGNOSIS = "a summary of prognosis"
PROGRESS = "a summary of progress"

KEPT_OUT = {
    MEDICATION: [
        "sertraline 50 mg in the morning", "now 37,5mg", "25 mcg", "She started sertraline two weeks ago.",
        "GP increased her medication on Friday.", "side effects of the antidepressant: dry mouth", "Prescribed citalopram.",
        "He stopped taking his medication", "is on lithium again", "- Medication: none", "Rx: see GP", "came off the fluoxetine",
        "the dose of quetiapine was halved", "citalopram 20", "his pills were prescribed by the GP",
    ],
    TIMES: [
        "14:00-14:50", "14:00 – 14:50", "Session 3, 14:00 to 14:50", "2 pm to 2.50 pm", "seen 9h00-9h50", "Time: 10.00-10.50",
        "The session began at 14:05.", "we ended at 3 pm", "Start: 14:00", "session started late, at 14:10",
    ],
    OFTEN: [
        "weekly IPT", "Sessions are weekly.", "seen twice a week", "Modality: individual", "frequency: every two weeks",
        "treated with CBT before", "therapy continues every fortnight", "monthly appointments from now on",
    ],
    TESTS: [
        "PHQ-9: 14", "PHQ9 14", "phq-9 was 14", "GAD-7 (11)", "scored 17 on the PHQ-9", "a 21 on the BDI-II", "HAM-D 17", "GAF 55",
        "PHQ-9 down from 18 to 9", "lithium level 0.8", "Test results: normal", "CORE-10 total 22",
    ],
    DIAGNOSIS: [
        "Diagnosis: recurrent depressive episode", "## Diagnosis", "diagnosed with major depressive disorder", "Dx: MDD",
        "meets criteria for dysthymia", "F33.1", "ICD-11: recurrent depressive disorder", "diagnosis of moderate depression", "6A70.1",
    ],
    FUNCTION: ["Functional status: works half-time", "social functioning has improved", "functioning: fair", "level of functioning remains low"],
    PLAN: ["Plan: raise the ending next week", "## Plan", "- treatment plan: role play", "the treatment plan was revised", "**Plan**: wait"],
    SYMPTOMS: ["Symptoms: low mood, early waking", "symptoms have improved", "presenting complaint: sleep", "Her symptoms include guilt."],
    PROGNOSIS: ["Prognosis: good", "prognosis remains guarded", "fair prognosis"],
    PROGRESS: ["Progress to date: the dispute is named", "progress towards the goals", "## Progress", "Progress so far: two goals met"],
}  # fmt: skip
OWN_WORDS = """\
I felt like the brother who looks away, and said nothing for too long.
She wept at 14:00 on the day of the funeral; nobody came until five.
He was awake from 02:00 to 04:30, he said, counting the ceiling.
When she spoke of her sister I thought of my own at seventeen.
I notice that I look at the clock at ten to.
I wonder whether we both hide behind the medication.
The tablets on the nightstand became the picture of the marriage.
What is the dose of closeness she can bear?
He prescribes how everybody has to feel.
She fears the diagnosis more than the illness.
The diagnosis is what she hides behind, I think.
Is this a symptom of what is between us?
I plan to sit with the silence longer.
I was planning to say it and did not dare.
She laughed at the plan, and I was hurt.
No progress with my own irritation.
She filled in the PHQ-9 with her left hand, looking at me.
The PHQ-9 in session 3 made her angry.
The PHQ-9 2 weeks ago felt like an examination.
He asked for a prognosis and I felt cornered.
Three sessions left, and I already miss her.
Session 12 was the hard one.
The core 10 minutes were silence.
Room 32, the radiator again.
She is 43 and speaks like a girl of 10.
Her score to settle is with the father.
In supervision: mode of relating, the rescuer.
They met from 14:00 to 16:00 in the café, she told me.
The functioning family next door.
She started again, and I let her.
The results of his silence are mine to carry.
We stopped at two possible meanings.
She stopped at the pharmacy, and could not go in.
He doubled over when she spoke of the pills.
A dose of her own medicine, and she smiled at last.
It is the medication talking, he said, and she believed him.
We began on 12.03. with the anger, and stayed with it.
She quoted the DSM-5 at me, to keep me away.
- Mode: rescuer, again.
Results: he left, and I let him.
I want the diagnosis of me that she carries about.
""".splitlines()


def told(text: str) -> list[str]:
    """What each warning says is kept out."""
    return [
        problem.text.partition("the law keeps ")[2].removesuffix(" out of private notes")
        for problem in kept_out(text)
    ]


@pytest.mark.parametrize(
    ("item", "line"), [(item, line) for item, lines in KEPT_OUT.items() for line in lines]
)
def test_what_the_law_keeps_out_is_told(item: str, line: str) -> None:
    """With what it seems to be."""
    assert item in told(line)


@pytest.mark.parametrize("line", OWN_WORDS)
def test_what_a_therapist_makes_of_it_is_not(line: str) -> None:
    """A word for itself is no record."""
    assert told(line) == []


def test_every_item_of_the_law_is_told_by_its_line_and_never_with_a_word_of_the_text() -> None:
    """One line each, in their order; as warnings, so that nothing stands in the way of saving."""
    problems = kept_out("\n".join(f"{lines[-1]} Quillfeather" for lines in KEPT_OUT.values()))
    assert [problem.line for problem in problems] == list(range(1, 11))
    assert not any(problem.is_error for problem in problems)
    assert not any("Quillfeather" in problem.text for problem in problems)


def test_a_line_may_hold_several_things() -> None:
    """Each is told once."""
    assert told("14:00-14:50, PHQ-9: 14, sertraline 50 mg, 100 mg, weekly sessions") == [
        MEDICATION,
        OFTEN,
        TESTS,
    ]
    assert told("Session 14:00-14:50; PHQ-9: 14") == [TIMES, TESTS]


def test_a_private_note_of_one_s_own_words_has_no_warning() -> None:
    """As a whole text, in paragraphs."""
    assert kept_out("\n\n".join(OWN_WORDS)) == ()


def test_the_prompt_is_not_part_of_the_note() -> None:
    """Wherever it stands and however it was wrapped anew; a comment of one's own stays, and so does what is indented."""
    assert without_prompt(PROMPT) == ""
    assert without_prompt(f"{PROMPT}    a thought\n") == "    a thought\n"
    assert without_prompt(PROMPT.replace("\n", " ").strip() + "\n\na thought\n") == "a thought\n"
    assert without_prompt("<!-- mine -->\na thought") == "<!-- mine -->\na thought"
    assert without_prompt(f"a thought\n{PROMPT}") == "a thought\n"
    assert without_prompt(f"a thought{PROMPT}another\n") == "a thought\n\nanother\n"


def test_a_prompt_that_somebody_wrote_in_stays_and_sets_off_no_warning() -> None:
    """Their words are kept; the lines that are the program's say nothing about the law."""
    written = PROMPT.replace("Only you can read it", "She reminds me of my aunt. Only you can read it")
    assert without_prompt(written) == written
    assert kept_out(written) == ()
    assert kept_out(f"a thought{PROMPT}") == ()


def test_what_can_not_be_printed_is_an_error_with_its_line() -> None:
    """Control characters and half characters; a tab is neither."""
    assert [(problem.line, problem.is_error) for problem in unprintable("a\tb\n\x1b[2J\n\ud800")] == [
        (2, True), (3, True),
    ]  # fmt: skip


@given(st.text())
def test_any_text_is_looked_through(text: str) -> None:
    """Warnings name lines that are there, in order."""
    lines = [problem.line for problem in kept_out(text)]
    assert lines == sorted(lines)
    assert set(lines) <= set(range(1, text.count("\n") + 2))
