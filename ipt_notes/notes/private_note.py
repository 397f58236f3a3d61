"""A private note's text: the prompt above it, and what the law keeps out of it.

45 CFR 164.501 calls notes of a private conversation "psychotherapy notes" only while they are kept apart from the rest of
the record, and lists what they never hold. A line that seems to be of that list is told, and kept as typed: a note may
speak of a medicine without prescribing it. So no word is told for itself, only in the company that makes it a statement
for the record: a number, a label, another word of the same sentence.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ipt_notes.notes.decode import UNPRINTABLE, unprintable_told
from ipt_notes.notes.problems import Problem, Problems
from ipt_notes.notes.prompts import PRIVATE_PROMPT, untouched, without

PROMPT = PRIVATE_PROMPT
_UNTOUCHED = untouched(PROMPT)
_OURS = frozenset(line.strip() for line in PROMPT.splitlines())


class _Kept(NamedTuple):
    """`what` is on the law's list; a line with one of `signs` seems to do what `seen` says."""

    what: str
    seen: str
    signs: tuple[re.Pattern[str], ...]


def without_prompt(text: str) -> str:
    """The text as it is saved: the prompt, where nobody wrote in it, is not part of it."""
    return without(text, _UNTOUCHED)


def unprintable(text: str) -> tuple[Problem, ...]:
    """What no note may hold, as errors."""
    problems = Problems()
    for number, line in enumerate(text.split("\n"), 1):
        if found := UNPRINTABLE.search(line):
            problems.error(number, unprintable_told(found.group()))
    return problems.by_line()


def kept_out(text: str) -> tuple[Problem, ...]:
    """What seems to be of the law's list, as warnings in the order of their lines; never with a word of the text.

    A line of the prompt's own says nothing.
    """
    problems = Problems()
    for number, line in enumerate(text.split("\n"), 1):
        for kept in () if line.strip() in _OURS else _LIST:
            if any(sign.search(line) for sign in kept.signs):
                problems.warning(
                    number, f"seems to {kept.seen}; the law keeps {kept.what} out of private notes"
                )
    return problems.by_line()


def _signs(*patterns: str) -> tuple[re.Pattern[str], ...]:
    """Each stands between whole words, in capital or small letters."""
    return tuple(re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE) for pattern in patterns)


def _label(words: str, behind: str = "") -> re.Pattern[str]:
    """A line that begins with these words as a label or a heading: "- Plan: ...", "## Plan"."""
    return re.compile(
        rf"^[\s>*_+-]{{0,9}}(?:{words})[*_]{{0,2}}(?:\s?[:：=]|\s[-–—]\s){behind}|^#{{1,6}}\s(?:{words})\s*$",
        re.IGNORECASE,
    )


def _together(one: str, other: str) -> tuple[re.Pattern[str], ...]:
    """Both in one sentence, near each other, in either order."""
    near = r"\b[^.;!?]{0,40}?\b"
    return _signs(f"(?:{one}){near}(?:{other})", f"(?:{other}){near}(?:{one})")


# Names of medicines are known by the stems that the World Health Organization gives them.
_DRUG = (
    r"\w{2,12}(?:oxetine|[ti]alopram|traline|faxine|voxamine|azepam|zolam|tiapine|nzapine|peridone|piprazole|triptyline|"
    r"ipramine|azodone)|mirtazapine|lithium|bupropion|lamotrigine|valproate|zopiclone|zolpidem|methylphenidate|"
    r"antidepressants?|antipsychotics?|SSRIs?|SNRIs?|medications?"
)
_MEDICINE = rf"{_DRUG}|(?<!own )medicines?|tablets|pills"
_PRESCRIBED = (
    r"prescri(?:be|bes|bed|bing|ption)|dos(?:e|es|age)|titrat\w{1,5}|side effects?|adherence|compliance"
)
_CHANGED_TO = r"increased?|increasing|reduc(?:e|ed|ing)|lowered|doubled|halved|taper\w{0,3}"
_ITS = r"(?:(?:an?|the|her|his|their) )?"

_TIME = r"(?:(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:\s?[ap]m)?|(?:1[0-2]|[1-9])\s?[ap]m)"
_SPAN = rf"(?:[01]?\d|2[0-3])(?:[:.h][0-5]\d)?(?:\s?[ap]m)?\s?(?:[-–—]|to|until|till)\s?{_TIME}"
_HOUR = r"sessions?|appointments?"

_THERAPY = rf"{_HOUR}|IPT|CBT|therapy|psychotherapy|treatment"
_OFTEN = (
    r"(?:weekly|fortnightly|biweekly|monthly|(?:once|twice|\w+ times) (?:a|per|each) (?:week|fortnight|month)|"
    r"every (?:(?:other|second|two|three|four|\d) )?(?:weeks?|fortnight|month))"
)

_TEST = (
    r"PHQ-?\s?[29]|GAD-?\s?[27]|WSAS|MSPSS|EPDS|QIDS(?:-SR)?(?:-?16)?|BDI(?:-?II)?|HAM-?[DA]|HDRS|HRSD|MADRS|PCL-?5|IES-R|"
    r"MMSE|MoCA|OQ-?45|(?-i:CORE-?\s?(?:10|OM)|AUDIT(?:-C)?|BAI|GAF|ORS)"
)
_SCORE = (
    r"(?:\s?[:=(]|\s(?:scores?|total|was|is|of|at|now|fell|rose|went|down|up|to|from)\b){0,4}\s?\d{1,3}"
    r"(?![./-]?\d)(?!\s(?:weeks?|days?|months?|years?|times|minutes)\b)"
)

_DISORDER = r"(?:\w+,? ){0,3}?(?:depressi\w+|dysthymi\w+|bipolar|\w+ disorder|PTSD|OCD|anxiety)"
_CHANGED = r"(?:has |have )?(?:improved?|worsened|remitted|persists?|resolved|lessened|eased|returned)"

_LIST = (
    _Kept(
        "medication prescription and monitoring",
        "tell of a medicine, its dose or its effects",
        (
            *_signs(
                r"\d+(?:[.,]\d+)?\s?(?:mg|mcg|[µμ]g|milligrams?|micrograms?)(?:/\w{1,5})?",
                rf"(?:{_DRUG}) \d+",
                rf"(?:started|restarted|stopped|switched)(?: taking| on| to)? {_ITS}(?:{_DRUG})",
                rf"(?:is|was|came|went|put)(?: back)? (?:on|off) {_ITS}(?:{_DRUG})",
            ),
            *_together(_MEDICINE, _PRESCRIBED),
            *_together(_DRUG, _CHANGED_TO),
            _label("medications?|medicines?|meds|rx|prescriptions?"),
        ),
    ),
    _Kept(
        "start and stop times",
        "tell when the session began or ended",
        (
            *_signs(
                rf"(?:{_HOUR}|seen)\b[^.;!?]{{0,20}}?\b{_SPAN}",
                rf"(?:{_HOUR}|we) (?:began|begins|started|starts|ended|ends|finished|stopped)\b[^.;!?]{{0,20}}?\bat (?:\w+ )?{_TIME}",
            ),
            re.compile(rf"^[\W_]{{0,9}}(?:times?[\W_]{{0,3}})?{_SPAN}[\W_]{{0,9}}$", re.IGNORECASE),
            _label(
                r"(?:start|started|begin|began|stop|stopped|end|ended|finish)(?: time)?|time (?:in|out)",
                r"\s*\d",
            ),
        ),
    ),
    _Kept(
        "modality and frequency",
        "tell the kind of treatment or how often it takes place",
        (
            *_signs(
                rf"{_OFTEN} (?:{_THERAPY})",
                rf"(?:{_THERAPY}|seen) (?:(?:is|are|was|were|continues?|now|held|takes? place) ){{0,2}}{_OFTEN}",
                r"treated (?:with|by) (?:IPT|CBT|DBT|EMDR|(?:interpersonal|cognitive|group|family) \w*therapy)",
            ),
            _label("modality|modalities|frequency"),
        ),
    ),
    _Kept(
        "results of clinical tests",
        "give a result of a test",
        (
            *_signs(
                rf"(?:{_TEST}){_SCORE}",
                rf"(?:scored?|scores|total of|an?) \d{{1,3}} (?:on|in) (?:the |an? )?(?:{_TEST})",
                r"(?:lithium|blood|serum|TSH) levels?\b[^.;!?]{0,20}?\b\d+(?:[.,]\d+)?",
            ),
            _label("test results?|labs"),
        ),
    ),
    _Kept(
        "a summary of diagnosis",
        "give a diagnosis",
        (
            *_signs(
                rf"diagnos(?:ed with|is (?:of|is|was|remains)) {_DISORDER}",
                r"meets? (?:the )?(?:full )?criteria for",
                r"F[2-6]\d\.\d{1,2}|6[A-E]\d\d\.\w{1,2}",
            ),
            *_together(r"ICD-?1[01]|DSM-?\s?(?:5|V|IV)(?:-TR)?", rf"{_DISORDER}|diagnos[ie]s"),
            _label("diagnos[ie]s|dx"),
        ),
    ),
    _Kept(
        "a summary of functional status",
        "tell how well the client functions",
        (
            *_signs(
                rf"(?:functional status|(?:social|occupational|overall|global|daily|level of) functioning) (?:is|was|remains|{_CHANGED})"
            ),
            _label("functional status|(?:level of )?functioning"),
        ),
    ),
    _Kept(
        "a summary of the treatment plan",
        "tell the treatment plan",
        (
            *_signs(
                r"(?:treatment|care) plan (?:is|was|remains|includes|has been|changed|revised|reviewed|agreed|updated)"
            ),
            _label("(?:(?:treatment|care) )?plan|treatment goals?|goals of treatment"),
        ),
    ),
    _Kept(
        "a summary of symptoms",
        "sum up symptoms",
        (
            *_signs(rf"symptoms? (?:includes?|included|{_CHANGED})"),
            _label("(?:presenting )?symptoms?|presenting (?:problem|complaint)s?"),
        ),
    ),
    _Kept(
        "a summary of prognosis",
        "give a prognosis",
        (
            *_signs(
                r"prognosis (?:is|remains|looks|seems)", r"(?:good|fair|poor|guarded|favou?rable) prognosis"
            ),
            _label("prognosis"),
        ),
    ),
    _Kept(
        "a summary of progress",
        "sum up the progress",
        (
            *_signs(
                r"progress to date",
                r"progress (?:towards?|on|in) (?:(?:the|her|his|their) )?(?:goals?|treatment|therapy)",
            ),
            _label("progress(?: so far)?"),
        ),
    ),
)
