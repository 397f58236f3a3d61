"""Looks at the site in a headless Chromium: `python -m docs.look FOLDER` writes a picture of each page in `SHOWN`, light and
dark, on a phone and on a desk, and tells what is wrong with any page: wider than the screen, text of too little contrast, a
request that leaves this computer, an error in a script, a search that finds nothing. Exit code 1 when something is.

`make docs-site` makes the site; Chromium is the system's (`apt-get install chromium`). It is talked to by the pipe of its
DevTools Protocol.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

SITE = Path(__file__).parents[1] / "site"
SHOWN = (
    "index", "guide/index", "guide/02-the-first-call", "guide/05-the-middle", "practice", "commands", "schemas", "configuration",
    "checks", "vault-format", "threat-model", "design", "figures", "rules/index", "rules/BEG001", "note-format",
)  # fmt: skip
SIZES = {"phone": (390, 844), "desk": (1280, 900)}
_ONCE = {("phone", "light"), ("desk", "dark")}
"""How a page is looked at that is not in `SHOWN`."""
_TALLEST = 6000
_WRONG = """(() => {
  const found = [], root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.querySelectorAll('article *')].find(e => e.getBoundingClientRect().right > root.clientWidth + 1
      && !e.closest('pre, .md-typeset__scrollwrap'));
    found.push(`wider than the screen by ${root.scrollWidth - root.clientWidth}: ${wide ? wide.outerHTML.slice(0, 80) : ''}`);
  }
  const channels = color => (color.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = element => {
    let layers = [];
    for (let e = element; e; e = e.parentElement) {
      const [r, g, b, a = 1] = channels(getComputedStyle(e).backgroundColor);
      if (a) layers.push([r, g, b, a]);
      if (a === 1) break;
    }
    return layers.reverse().reduce((under, [r, g, b, a]) => [r, g, b].map((v, i) => v * a + under[i] * (1 - a)), [255, 255, 255]);
  };
  const told = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, style = getComputedStyle(element);
    if (!walker.currentNode.data.trim() || !element.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    if (!element.closest('article, .md-header, .md-footer')) continue;
    const under = behind(element), [r, g, b, a = 1] = channels(style.color);
    const ink = [r, g, b].map((v, i) => v * a + under[i] * (1 - a));
    const [x, y] = [light(ink), light(under)].sort((p, q) => q - p), ratio = (x + .05) / (y + .05);
    const name = `${element.tagName.toLowerCase()}.${element.className}`;
    if (ratio < 4.5 && !told.has(name)) {
      told.add(name);
      found.push(`contrast ${ratio.toFixed(2)} of ${name}: ${walker.currentNode.data.trim().slice(0, 30)}`);
    }
  }
  return found;
})()"""


class Browser:
    """A Chromium that is told over a pipe what to do; `heard` are its reports since they were last taken."""

    def __init__(self, folder: str) -> None:
        """Start it with an empty profile in `folder`."""
        (from_us, to_it), (from_it, to_us) = os.pipe(), os.pipe()
        program = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
        quiet = [
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--no-first-run",
            "--disable-background-networking",
        ]
        words = [program, "--headless", "--remote-debugging-pipe", f"--user-data-dir={folder}", *quiet]
        script = f'exec 3<&{from_us} 4>&{to_us}; exec "$@"'
        self._process = subprocess.Popen(  # noqa: S603 - a browser that was named above
            ["/bin/bash", "-c", script, "browser", *words],
            pass_fds=(from_us, to_us), stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(from_us)
        os.close(to_us)
        self._out, self._in = os.fdopen(to_it, "wb", buffering=0), os.fdopen(from_it, "rb")
        self._count, self._rest, self._session, self.heard = 0, b"", "", list[dict[str, Any]]()
        page = self.do("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.do("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        for room in ("Page", "Network", "Runtime"):
            self.do(f"{room}.enable")

    def do(self, method: str, **params: Any) -> dict[str, Any]:
        """A command's result. RuntimeError with the browser's words when it refuses."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._out.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = self._hear()
            if answer.get("id") == self._count:
                if "error" in answer:
                    raise RuntimeError(answer["error"]["message"])
                result: dict[str, Any] = answer["result"]
                return result
            self.heard.append(answer)

    def _hear(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            if not (more := self._in.read1()):
                raise RuntimeError("the browser has ended")
            self._rest += more
        one, _, self._rest = self._rest.partition(b"\0")
        said: dict[str, Any] = json.loads(one)
        return said

    def value(self, script: str) -> Any:
        """What a script on the page comes to."""
        return self.do("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def open(self, page: Path, size: tuple[int, int], scheme: str) -> None:
        """Show a page, and wait until it stands still."""
        width, height = size
        self.do(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        self.do("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.heard.clear()
        self.do("Page.navigate", url=page.as_uri())
        end = time.monotonic() + 20
        while self.value("document.readyState") != "complete" and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.3)

    def picture(self) -> bytes:
        """The whole page as PNG, down to a limit."""
        size = self.do("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], _TALLEST), "scale": 1}
        taken = self.do("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        return base64.b64decode(taken["data"])

    def finds(self, word: str) -> bool:
        """Whether the search of the page that is shown has an answer to a word that is typed into it."""
        self.value("document.querySelector('[data-md-component=search-query]').focus()")
        time.sleep(1)
        self.do("Input.insertText", text=word[:-1])
        for kind in ("keyDown", "keyUp"):
            self.do(
                "Input.dispatchKeyEvent",
                type=kind,
                key=word[-1],
                **({"text": word[-1]} if kind == "keyDown" else {}),
            )
        time.sleep(3)
        return bool(self.value("document.querySelector('.md-search-result__link') !== null"))

    def end(self) -> None:
        """Close it."""
        self.do("Browser.close")
        self._process.wait(20)


def wrong(browser: Browser) -> Iterator[str]:
    """What is wrong with the page that is shown."""
    yield from browser.value(_WRONG) or ()
    for report in browser.heard:
        about = report.get("params", {})
        if report.get("method") == "Network.requestWillBeSent":
            url = about["request"]["url"]
            if not url.startswith(("file:", "data:", "blob:", "about:")):
                yield f"asks for {url}"
        elif report.get("method") == "Runtime.exceptionThrown":
            yield f"a script fails: {about['exceptionDetails'].get('text', '')}"


def looks(browser: Browser, folder: Path) -> Iterator[str]:
    """Take the pictures; what is wrong, page by page."""
    for page in sorted(SITE.rglob("*.html")):
        name = page.relative_to(SITE).with_suffix("").as_posix()
        for called, scheme in [(called, scheme) for called in SIZES for scheme in ("light", "dark")]:
            if name not in SHOWN and (called, scheme) not in _ONCE:
                continue
            browser.open(page, SIZES[called], scheme)
            yield from (f"{name}, {called}, {scheme}: {each}" for each in wrong(browser))
            if name in SHOWN:
                (folder / f"{name.replace('/', '-')}-{called}-{scheme}.png").write_bytes(browser.picture())
    browser.open(SITE / "index.html", SIZES["desk"], "light")
    if not browser.finds("fingerprint"):
        yield "the search finds nothing"


def main(folder: Path) -> int:
    """The pictures in `folder`; 1 when something is wrong with a page."""
    folder.mkdir(parents=True, exist_ok=True)
    found = 0
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(profile)
        for each in looks(browser, folder):
            found = 1
            print(each)  # noqa: T201 - a script for a person
        browser.end()
    return found


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "looks")))
