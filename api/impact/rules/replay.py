"""What makes a result replayable: the engine's version, plain JSON, and the hash of the inputs."""

import hashlib
import json
import math
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from .codes import Code, refuse

ENGINE_VERSION = "1.0.0"
"""Raised whenever the same inputs may give another result. Stored with every projection and study."""


def plain(value: object) -> object:
    """JSON values only: Decimals and dates as text, dataclasses as objects, tuples as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(plain(k)): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, set | frozenset):
        return sorted(plain(v) for v in value)
    if isinstance(value, float) and not math.isfinite(value):
        raise refuse(Code.NON_FINITE, "", "a result is not finite")
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"{type(value).__name__} has no plain form")


def decimal_text(value: Decimal) -> str:
    """One text for one value: 50000, 5E+4 and 50000.00 are the same money."""
    if not value.is_finite():
        raise refuse(Code.NON_FINITE, "", f"{value} is not finite")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def canonical(value: object) -> bytes:
    """The same bytes for the same inputs, in whatever order a mapping was filled."""
    return json.dumps(
        plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def inputs_hash(value: object) -> str:
    """SHA-256 over the canonical JSON of the inputs and the engine's version."""
    return hashlib.sha256(ENGINE_VERSION.encode() + b"\n" + canonical(value)).hexdigest()


def content_hash(value: object) -> str:
    """SHA-256 over the canonical JSON alone: what a baseline or a signature is locked by."""
    return hashlib.sha256(canonical(value)).hexdigest()
