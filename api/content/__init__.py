"""The eight courses that Tiro brings along, as authors would hand them in: texts by locale, keys, milestones, indicators."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

SLUGS = (
    "first-week", "food-hygiene", "product-knowledge", "customer-objections",
    "open-close-shop", "occupational-safety", "privacy-and-fraud", "leading-a-shift",
)


@cache
def courses() -> tuple[dict[str, Any], ...]:
    """In the order in which a newcomer meets them. Shared by all callers: copy before you change one."""
    folder = Path(__file__).parent
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return tuple(yaml.load((folder / f"{slug}.yaml").read_text(encoding="utf-8"), loader) for slug in SLUGS)


def media() -> dict[str, Path]:
    """Card id → its clip, drawn and encoded by `python -m tests.media`."""
    return {path.stem: path for path in sorted((Path(__file__).parent / "media").glob("*.mp4"))}
