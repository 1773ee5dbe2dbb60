"""Looking at a page as it is: with axe, with a thumb, with large letters."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"


@cache
def axe() -> str:
    return f"() => {{ if (!window.axe) {{ {AXE.read_text()} }} }}"


def audit(page: Page) -> list[str]:
    """What axe finds, of any weight: rule and where."""
    page.evaluate(axe())
    found: list[dict[str, Any]] = page.evaluate("async () => (await window.axe.run()).violations")
    return [f"{one['id']} ({one['impact']}): {node['html'][:160]} {node.get('failureSummary', '')[:160]}" for one in found for node in one["nodes"]]


# Everything that can be touched is at least 44 px in both directions; a row or a label counts as a whole.
TARGETS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].flatMap((one) => {
    const whole = one.closest("label, li.st") ?? (one.matches(".pin input") ? one.parentElement : one);
    const { width, height } = whole.getBoundingClientRect();
    return width === 0 || (width >= 43.5 && height >= 43.5) ? [] : [`${one.outerHTML.slice(0, 120)} ${Math.round(width)}×${Math.round(height)}`];
})"""
# Letters of twice the size, then what sticks out of the screen; and back again.
NARROW = """() => {
    const root = document.documentElement;
    root.style.fontSize = "32px";
    const wide = root.scrollWidth <= root.clientWidth ? [] : [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1).map((one) => one.outerHTML.slice(0, 120));
    root.style.fontSize = "";
    return wide;
}"""
