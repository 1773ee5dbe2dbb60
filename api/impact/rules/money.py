"""Money is Decimal with its currency. Floats stop at the border; rounding happens at display only."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import (
    MAX_EMAX,
    MIN_EMIN,
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    localcontext,
)
from functools import wraps
from typing import ParamSpec, TypeVar

from .codes import Code, refuse

P = ParamSpec("P")
R = TypeVar("R")

EXACT = Context(
    prec=28, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[InvalidOperation, DivisionByZero]
)
ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
MINOR_DIGITS = {"TWD": 0, "JPY": 0, "KRW": 0, "VND": 0}
"""Digits shown after the point, where they are not two. (ISO 4217 gives TWD two; shops show none.)"""


def exactly(rule: Callable[P, R]) -> Callable[P, R]:
    """Run a rule with 28 digits, whatever the caller's decimal context is."""

    @wraps(rule)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with localcontext(EXACT):
            return rule(*args, **kwargs)

    return run


def decimal(value: object, path: str = "") -> Decimal:
    """A finite Decimal from Decimal, int or text. A float has lost its digits already and is refused."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        raise refuse(Code.NOT_DECIMAL, path, f"{value!r} is not a decimal number; send it as text")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise refuse(Code.NOT_DECIMAL, path, f"{value!r} is not a decimal number") from None
    if not number.is_finite():
        raise refuse(Code.NON_FINITE, path, f"{value!r} is not a finite number")
    return number


def share(value: object, path: str = "") -> Decimal:
    """A fraction from 0 to 1: attribution, confidence, completion."""
    number = decimal(value, path)
    if not 0 <= number <= 1:
        raise refuse(Code.SHARE_OUT_OF_RANGE, path, f"{number} is not between 0 and 1 (a share, not a percentage)")
    return number


def currency_code(value: object, path: str = "currency") -> str:
    if not (isinstance(value, str) and len(value) == 3 and value.isascii() and value.isupper() and value.isalpha()):
        raise refuse(Code.CURRENCY_UNKNOWN, path, f"{value!r} is not an ISO 4217 code")
    return value


@dataclass(frozen=True, slots=True)
class Money:
    """An amount and its currency (ISO 4217). Adding two currencies is refused."""

    amount: Decimal
    currency: str

    def __post_init__(self):
        object.__setattr__(self, "amount", decimal(self.amount, "amount"))
        currency_code(self.currency)

    def beside(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise refuse(Code.CURRENCY_MIXED, "currency", f"{self.currency} and {other.currency} cannot be added")
        return other

    def __add__(self, other: "Money") -> "Money":
        return Money(EXACT.add(self.amount, self.beside(other).amount), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(EXACT.subtract(self.amount, self.beside(other).amount), self.currency)

    def __mul__(self, by: Decimal | int) -> "Money":
        return Money(EXACT.multiply(self.amount, decimal(by)), self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self.beside(other).amount

    def over(self, by: Decimal | int) -> "Money":
        return Money(EXACT.divide(self.amount, decimal(by)), self.currency)

    def shown(self) -> Decimal:
        """As displayed: rounded half-even to the currency's minor unit. Never computed with."""
        return rounded(self.amount, MINOR_DIGITS.get(self.currency, 2))


def rounded(number: Decimal, digits: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN, context=EXACT)


def total(items: Iterable[Money], currency: str) -> Money:
    return sum(items, Money(ZERO, currency))


@exactly
def prorate(amount: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """amount × part ÷ whole, multiplied first: 85,000 over 768 h for 300 h is 33,203.125, not 33,203.12499…"""
    return amount * part / whole


@exactly
def allocate(amount: Decimal, weights: Sequence[Decimal], digits: int = 2) -> tuple[Decimal, ...]:
    """Split so that the parts, rounded, sum to the rounded whole: largest remainder, earlier line first on a tie."""
    whole = sum(weights, ZERO)
    if whole <= 0 or any(w < 0 for w in weights):
        raise refuse(Code.SHARE_OUT_OF_RANGE, "weights", "weights must be positive together and none negative")
    step = Decimal(1).scaleb(-digits)
    sign = -1 if amount < 0 else 1
    steps = int(rounded(abs(amount), digits) / step)
    due = [Decimal(steps) * w / whole for w in weights]
    parts = [int(d) for d in due]
    order = sorted(range(len(due)), key=lambda i: (parts[i] - due[i], i))
    for i in order[: steps - sum(parts)]:
        parts[i] += 1
    return tuple(sign * part * step for part in parts)


@dataclass(frozen=True, slots=True)
class FxTable:
    """One table a study: units of `into` for one unit of each currency, on one day, from one source."""

    into: str
    rates: Mapping[str, Decimal]
    rated_on: date
    source: str

    def convert(self, money: Money, path: str = "") -> Money:
        if money.currency == self.into:
            return money
        if money.currency not in self.rates:
            raise refuse(Code.FX_RATE_MISSING, path, f"no rate from {money.currency} to {self.into}")
        rate = decimal(self.rates[money.currency], f"fx.{money.currency}")
        if rate <= 0:
            raise refuse(Code.FX_RATE_MISSING, path, f"the rate from {money.currency} is not positive")
        return Money(EXACT.multiply(money.amount, rate), self.into)
