"""PNG pictures."""

import subprocess
import sys

from ipt_notes.pictures.circle import Circle, Placed
from ipt_notes.pictures.circle_svg import circle_svg
from ipt_notes.pictures.raster import png
from tests.pictures.drawn import Drawn

PEOPLE = (Placed("אמא", "אם", "inner"), Placed("N.", "partner", "middle", is_confidant=True))


def test_a_png_shows_the_drawing_at_twice_its_size() -> None:
    """Sharp enough for paper; width and height stand in the file's header (PNG, IHDR)."""
    svg = circle_svg([Circle("now", "in session 3", PEOPLE)], "EX-001")
    made = png(svg)
    drawn = Drawn(svg)
    assert made[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(made[16:20]) == 2 * drawn.width
    assert int.from_bytes(made[20:24]) == 2 * drawn.height


def test_without_the_package_the_error_says_how_to_go_on() -> None:
    """It is an extra: whoever has not installed it is told so, and that SVG needs nothing."""
    program = (
        "import sys; sys.modules['resvg_py'] = None\n"
        "from ipt_notes.errors import IptNotesError\n"
        "from ipt_notes.pictures.raster import png\n"
        "try: png('<svg/>')\n"
        "except IptNotesError as error: print(error.exit_code, error.hint)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("8 give -o a name that ends in .svg")
