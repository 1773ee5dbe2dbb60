"""What makes a result replayable: the engine's version, plain JSON, and the hash of the inputs."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Union, get_args, get_origin, get_type_hints

from .codes import Code, refuse
from .money import decimal

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


def restore(kind: object, value: object) -> object:
    """The value that `plain` came from, for an annotation of the vocabulary: so a stored projection can be recomputed."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _one_of(parts, value)
    if origin is tuple:
        return tuple(restore(parts[0], v) for v in value)
    if origin is frozenset:
        return frozenset(restore(parts[0], v) for v in value)
    if origin in (dict, Mapping):
        return {restore(parts[0], k): restore(parts[1], v) for k, v in value.items()}
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{f.name: restore(hints[f.name], value[f.name]) for f in fields(kind) if f.name in value})
    if kind is Decimal:
        return decimal(value)
    if kind is date:
        return date.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if isinstance(value, kind):
        return value
    raise refuse(Code.DATA_MISSING, "", f"{value!r} is no {kind.__name__}")


def _one_of(parts: tuple, value: object) -> object:
    """Of several dataclasses the one with exactly these fields; else the first part that is not null."""
    if value is None and NoneType in parts:
        return None
    kinds = [p for p in parts if p is not NoneType]
    if isinstance(value, dict):
        for kind in kinds:
            if is_dataclass(kind) and {f.name for f in fields(kind)} == set(value):
                return restore(kind, value)
    elif len(kinds) == 1:
        return restore(kinds[0], value)
    raise refuse(Code.DATA_MISSING, "", f"{value!r} fits none of {', '.join(k.__name__ for k in kinds)}")
