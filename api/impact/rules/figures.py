"""A claimed figure beside the one its own inputs give, and when the two agree."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .money import exactly


@dataclass(frozen=True, slots=True)
class Figure:
    """`stated` is null where the source left it out; `computed` where it cannot be known."""

    path: str
    label: str
    stated: Decimal | None
    computed: Decimal | None


@dataclass(frozen=True, slots=True)
class Excluded:
    """What does not enter the headline, and why. It counts zero and stays listed."""

    key: str
    label: str
    reason: str


@exactly
def agrees(stated: Decimal, computed: Decimal) -> bool:
    """A stated figure agrees when it is the computed one rounded to the digits that were stated, up or down
    at a half: 25.2 agrees with 25.22, 25 with 25.5, 25.0 does not."""
    exponent = stated.as_tuple().exponent
    step = Decimal(1).scaleb(min(exponent, 0))
    return abs(stated - computed) <= step / 2


def shown(number: Decimal) -> str:
    """Short text for a message: at most four digits after the point."""
    text = format(number.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
