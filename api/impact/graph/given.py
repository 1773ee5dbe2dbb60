"""Inputs are the actions' drafts, told to GraphQL: one declaration for both."""

import types
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from inspect import cleandoc
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from uuid import UUID

import strawberry

from api.kit.refusals import Code, Refusal
from api.people.inputs import TextsInput, id_of

TEXTS = dict[str, str]


@cache
def given(draft: type, name: str | None = None) -> type:
    """The input of a draft: `CostDraft` → `CostInput`. Ids become `ID`, tuples lists, drafts within it inputs."""
    made: dict[str, Any] = {"__annotations__": {}, "__doc__": draft.__doc__}
    for field in fields(draft):
        hint, said = _hint(draft, field)
        made["__annotations__"][field.name] = _told(hint)
        made[field.name] = strawberry.field(description=said, **_default(field))
    title = name or draft.__name__.removesuffix("Draft") + "Input"
    cls = type(title, (), made)
    # Required fields may follow optional ones in a draft, which is by keyword only.
    return strawberry.input(cls, name=title, description=cleandoc(draft.__doc__))


def draft_of(draft: type, value: Any, path: tuple[str, ...] = ()) -> Any:
    """The draft that an input says."""
    told = {field.name: _drafted(_hint(draft, field)[0], getattr(value, field.name), (*path, field.name)) for field in fields(draft)}
    return draft(**told)


@cache
def _hint(draft: type, field: Field) -> tuple[Any, str]:
    hint = get_type_hints(draft, include_extras=True)[field.name]
    if get_origin(hint) is not Annotated:
        raise TypeError(f"{draft.__name__}.{field.name} has no words")
    return get_args(hint)[0], get_args(hint)[1]


def _default(field: Field) -> dict[str, Any]:
    if field.default_factory is not MISSING or field.default == ():
        return {"default_factory": list}
    return {} if field.default is MISSING else {"default": field.default}


def _parts(hint: Any) -> tuple[Any, bool]:
    """(the type, whether it may be null)."""
    if get_origin(hint) in (types.UnionType,):
        kinds = [part for part in get_args(hint) if part is not type(None)]
        return kinds[0], True
    return hint, False


def _told(hint: Any) -> Any:
    kind, optional = _parts(hint)
    if get_origin(kind) is tuple:
        told = list[_told(get_args(kind)[0])]
    elif kind == TEXTS:
        told = TextsInput
    elif kind is UUID:
        told = strawberry.ID
    elif is_dataclass(kind):
        told = given(kind)
    else:
        told = kind
    return told | None if optional else told


def _drafted(hint: Any, value: Any, path: tuple[str, ...]) -> Any:
    kind, _ = _parts(hint)
    if value is None:
        return None
    if get_origin(kind) is tuple:
        return tuple(_drafted(get_args(kind)[0], one, (*path, str(i))) for i, one in enumerate(value))
    if kind == TEXTS:
        return value.texts()
    if kind is UUID:
        return _own_id(value, path) if path[-1] == "id" else id_of(value)
    if is_dataclass(kind):
        return draft_of(kind, value, path)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return value


def _own_id(value: str, path: tuple[str, ...]) -> UUID:
    """An id that the sender makes must be one."""
    try:
        return UUID(value)
    except ValueError:
        raise Refusal(Code.INVALID, "An id of your own is a UUID.", path) from None
