"""Pictures and pages in a real browser: at three widths, in light and in dark."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import pages, places
from bench.browser import Browser, browser

pytestmark = pytest.mark.xdist_group("browser")

WIDTHS = (360, 800, 1600)
SCHEMES = ("light", "dark")

#: What a reader of the page would miss or stumble over, as the browser laid it out.
LOOK = """(() => {
  const found = [];
  const name = part => part.tagName + ' ' + (part.textContent || '').trim().slice(0, 60);
  const root = document.documentElement;
  // A picture by itself is as wide as its letters need, and scrolls like a map.
  const isPage = root instanceof HTMLElement;
  if (isPage && root.scrollWidth > root.clientWidth)
    found.push('the page is wider than the window');
  const scrolls = part => part.closest('.scroll, pre, .plain, thead');
  for (const part of document.querySelectorAll('body *')) {
    const box = part.getBoundingClientRect();
    if (!box.width || !box.height || scrolls(part)) continue;
    if (isPage && (box.right > root.clientWidth + 1 || box.left < -1))
      found.push('off the page: ' + name(part));
    const style = getComputedStyle(part);
    if (part.scrollWidth > part.clientWidth + 1 && part.clientWidth && style.display !== 'inline'
        && !(part instanceof SVGElement)) found.push('cut off: ' + name(part));
  }
  for (const text of document.querySelectorAll('svg text')) {
    const picture = text.closest('svg');
    const scale = picture.getBoundingClientRect().width / picture.viewBox.baseVal.width;
    if (parseFloat(getComputedStyle(text).fontSize) * scale < 8.99)
      found.push('too small: ' + name(text));
  }
  for (const text of document.querySelectorAll('g text')) {
    const box = text.closest('g').querySelector('rect').getBoundingClientRect();
    const own = text.getBoundingClientRect();
    if (own.left < box.left - 1 || own.right > box.right + 1 || own.top < box.top - 1
        || own.bottom > box.bottom + 1) found.push('out of its box: ' + name(text));
  }
  return found;
})()"""

#: Texts of which the contrast with what is behind them is below 4.5, and how many there are.
CONTRAST = """(() => {
  const channels = color => (color.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map(value => value / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = part => {
    const picture = part.closest('svg');
    if (picture) {
      const box = (part.closest('g') || picture).querySelector('rect');
      return channels(getComputedStyle(box).fill);
    }
    for (let at = part; at; at = at.parentElement) {
      const color = channels(getComputedStyle(at).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const low = [];
  let count = 0;
  for (const part of document.querySelectorAll('body *, text')) {
    if (![...part.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
    if (['title', 'desc'].includes(part.tagName)) continue;
    count += 1;
    const style = getComputedStyle(part);
    const color = channels(part instanceof SVGElement ? style.fill : style.color);
    const [one, other] = [luminance(color), luminance(behind(part))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) low.push(ratio.toFixed(2) + ' ' + part.textContent.trim().slice(0, 60));
  }
  return {low, count};
})()"""

#: Whether everything that scrolls or opens is reached by the tabulator.
KEYS = """[...document.querySelectorAll('.scroll, pre, a[href], summary')]
  .filter(part => part.tabIndex < 0).length"""

#: What has the focus: which of all that can have it, whether that shows, and whether it is open.
FOCUS = """(() => {
  const all = [...document.querySelectorAll('a[href], summary, [tabindex="0"]')]
    .filter(part => part.checkVisibility());
  const own = document.activeElement;
  const box = own.getBoundingClientRect();
  return {
    count: all.length, number: all.indexOf(own), tag: own.tagName,
    open: !!own.closest('details')?.open,
    seen: getComputedStyle(own).outlineStyle !== 'none' && box.bottom > 0
      && box.top < innerHeight,
  };
})()"""

#: How high the letters of a picture are on the screen, in its own dots.
LETTERS = """(() => {
  const picture = document.querySelector('svg');
  const scale = picture.getBoundingClientRect().width / picture.viewBox.baseVal.width;
  return 12 * scale * devicePixelRatio;
})()"""

GROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    with browser() as running:
        yield running


def looked_at(window: Browser, file: Path) -> tuple[list[str], int]:
    """What is wrong with a file at any width in any scheme, and how many texts were read."""
    found, texts = [], 0
    for width in WIDTHS:
        for scheme in SCHEMES:
            window.open(file, width, scheme)
            contrast = window.evaluate(CONTRAST)
            faults = window.complaints() + window.evaluate(LOOK) + contrast["low"]
            found += [f"{width} {scheme}: {fault}" for fault in faults]
            texts += contrast["count"]
            if window.evaluate(KEYS):
                found.append(f"{width} {scheme}: something isn't reached by keys")
    return found, texts


@pytest.mark.parametrize("change", sorted(pages.CHANGES))
def test_a_page_is_whole_and_readable(change, window, tmp_path, covered):
    file = tmp_path / "page.html"
    file.write_text(pages.report(change, "html"))
    found, texts = looked_at(window, file)
    assert found == []
    assert texts > 10
    covered(f"'{change}': {texts} texts at {len(WIDTHS)} widths in light and dark, 0 faults")


def drawn(spec: Path, folder: Path) -> Path:
    """The graph of a spec as a file."""
    command = [places.ACCREDIT, "graph", "--format", "svg", spec]
    file = folder / f"{spec.stem}.svg"
    file.write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)
    return file


@pytest.mark.parametrize("example", places.examples() + places.examples_with_targets())
def test_a_picture_is_whole_and_readable(example, window, tmp_path, covered):
    found, texts = looked_at(window, drawn(places.EXAMPLES / f"{example}.yaml", tmp_path))
    assert found == []
    covered(f"{example}: {texts} texts at {len(WIDTHS)} widths in light and dark, 0 faults")


@pytest.mark.parametrize("example", places.examples() + places.examples_with_targets())
def test_the_page_of_an_example_is_whole_and_readable(example, window, tmp_path, covered):
    """Everything of it is new: it is compared with another that has nothing of it."""
    other = "fastly-s3" if example != "fastly-s3" else "custom-role"
    specs = [places.EXAMPLES / f"{name}.yaml" for name in (other, example)]
    command = [places.ACCREDIT, "diff", *specs, "--format", "html"]
    file = tmp_path / "page.html"
    file.write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)
    found, texts = looked_at(window, file)
    assert found == []
    covered(f"{example}: {texts} texts at {len(WIDTHS)} widths in light and dark, 0 faults")


@pytest.mark.parametrize("width", WIDTHS)
def test_letters_grow_with_the_zoom(width, window, tmp_path):
    """At 200 % a window has half as many pixels in each direction, twice as large."""
    picture = drawn(places.EXAMPLES / "acme.yaml", tmp_path)
    page = tmp_path / "page.html"
    page.write_text(pages.report("acme from nothing", "html"))
    for file in (picture, page):
        window.open(file, width, "light")
        before = window.evaluate(LETTERS)
        window.open(file, width // 2, "light", zoom=2)
        assert window.evaluate(LETTERS) >= 1.4 * before, file.name
    assert window.evaluate(LOOK) == [] or width == 360  # 180 px are fewer than any phone has


def test_everything_is_reached_by_keys(window, tmp_path, covered):
    file = tmp_path / "page.html"
    file.write_text(pages.report("acme from nothing", "html"))
    window.open(file, 800, "light")
    count = window.evaluate(FOCUS)["count"]
    assert count > 20
    reached = []
    for _ in range(count):
        window.press("Tab")
        focus = window.evaluate(FOCUS)
        assert focus["seen"], focus
        reached.append(focus["number"])
    assert reached == list(range(count))
    window.evaluate("document.querySelector('summary').focus()")
    states = []
    for _ in range(2):
        states.append(window.evaluate(FOCUS)["open"])
        window.press("Enter")
    assert states in ([True, False], [False, True])
    covered(f"{count} links, tables and headings that open, each by the tabulator")


def test_light_and_dark_differ(window, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(pages.report("a bucket more", "html"))
    grounds = []
    for scheme in SCHEMES:
        window.open(file, 768, scheme)
        grounds.append(window.evaluate(GROUND))
    assert grounds == ["rgb(255, 255, 255)", "rgb(13, 17, 23)"]


def test_it_prints_without_anything_cut_off(window, tmp_path):
    """On paper nothing scrolls, so that everything has to be there."""
    file = tmp_path / "page.html"
    file.write_text(pages.report("acme from nothing", "html"))
    window.open(file, 720, "dark")
    window.ask("Emulation.setEmulatedMedia", media="print", features=[])
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert window.evaluate(wide)
    assert window.evaluate(GROUND) == "rgb(255, 255, 255)"
    # A picture by itself becomes as narrow as the paper.
    window.open(drawn(places.EXAMPLES / "acme.yaml", tmp_path), 720, "light")
    window.ask("Emulation.setEmulatedMedia", media="print", features=[])
    assert window.evaluate(wide)
    window.open(file, 720, "dark")
    window.ask("Emulation.setEmulatedMedia", media="print", features=[])
    scroll = "(part => part.scrollWidth <= part.clientWidth)(document.querySelector('.scroll'))"
    assert window.evaluate(scroll)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("</main>", "<p><img src='https://a.example/x.png' alt=''></p></main>", "a.example"),
        ("</main>", "<script>alert(1)</script></main>", "Content Security Policy"),
        ("<main>", "<main style='width: 9999px'>", "Content Security Policy"),
        ("--muted: #57606a", "--muted: #b0b8c0", "Content Security Policy"),
        ('textLength="98"', 'textLength="900"', "out of its box"),
        ("font: 12px", "font: 6px", "Content Security Policy"),
    ],
)
def test_a_broken_page_is_found_out(old, new, fault, window, tmp_path):
    page = pages.report("a bucket more", "html")
    assert old in page
    file = tmp_path / "broken.html"
    file.write_text(page.replace(old, new))
    found, _ = looked_at(window, file)
    assert any(fault in line for line in found), found


def test_a_picture_that_shrinks_too_far_is_found_out(window, tmp_path):
    file = drawn(places.EXAMPLES / "acme.yaml", tmp_path)
    text = file.read_text()
    assert "min-width: " in text
    file.write_text(text.replace("min-width: ", "max-height: "))
    found, _ = looked_at(window, file)
    assert any("360 light: too small" in line for line in found)


def test_a_wide_and_a_pale_page_are_found_out(window, tmp_path):
    file = tmp_path / "broken.html"
    style = "main { width: 2000px } p { color: #ccc; background: #fff }"
    file.write_text(f"<!DOCTYPE html><style>{style}</style><main><p>pale</p></main>")
    found, _ = looked_at(window, file)
    assert any("wider than the window" in line for line in found)
    assert any("pale" in line for line in found)
