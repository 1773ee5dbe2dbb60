"""From a change in a measure to attributed benefit: the order is fixed and each step can be shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .codes import Code, Flag, flag, refuse
from .money import ONE, Money, exactly, share

FIRST_YEAR_MONTHS = Decimal(12)


@dataclass(frozen=True, slots=True)
class Benefit:
    """One stream of money a month. `attribution` × `confidence` isolate an estimate (Phillips' seventh principle);
    a measured effect is isolated already: `measured` takes neither."""

    monthly: Money
    months: Decimal
    attribution: Decimal | None = None
    confidence: Decimal | None = None
    measured: bool = False

    def flags(self, path: str = "benefit") -> list[Flag]:
        """Why no ROI is printed from this stream."""
        found = []
        for name in ("attribution", "confidence"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 1:
                found.append(flag(Code.SHARE_OUT_OF_RANGE, f"{path}.{name}", f"{name} lies from 0 to 1"))
        if self.measured:
            if self.attribution not in (None, ONE) or self.confidence not in (None, ONE):
                found.append(
                    flag(
                        Code.DOUBLE_ISOLATION,
                        f"{path}.attribution",
                        "a measured effect is attributed by construction; an opinion on top isolates it twice",
                    )
                )
        elif self.attribution is None:
            found.append(flag(Code.NO_ISOLATION, f"{path}.attribution", "no method says what was due to the training"))
        elif self.confidence is None:
            found.append(flag(Code.CONFIDENCE_MISSING, f"{path}.confidence", "an estimate needs its confidence"))
        if self.months < 0:
            found.append(flag(Code.BENEFIT_WINDOW, f"{path}.months", "benefit months cannot be negative"))
        return found

    @property
    def gross(self) -> Money:
        """Monthly × months, at full attribution."""
        return self.monthly * self.months

    @property
    def attributed(self) -> Money:
        """Gross × attribution × confidence. Gross of cost: the seed calls it net, which it is not."""
        isolated = self.gross
        for part in (self.attribution, self.confidence):
            if part is not None:
                isolated = isolated * share(part)
        return isolated


def benefit_months(asked: Decimal, delivery_months: Decimal, multi_year_registered: bool = False) -> Decimal:
    """First-year benefits only: at most 12 months less the time the training itself takes, and never before its end.
    A multi-year benefit counts whole, if it was registered before the start."""
    if asked < 0 or delivery_months < 0:
        raise refuse(Code.BENEFIT_WINDOW, "months", "months cannot be negative")
    return asked if multi_year_registered else max(Decimal(0), min(asked, FIRST_YEAR_MONTHS - delivery_months))


def window_flags(months: Decimal, delivery_months: Decimal, registered: bool, path: str = "months") -> list[Flag]:
    allowed = benefit_months(months, delivery_months, registered)
    if months > allowed:
        return [
            flag(
                Code.BENEFIT_WINDOW,
                path,
                f"{months} benefit months, but the first year less {delivery_months} months of training leaves {allowed}",
            )
        ]
    return []


@dataclass(frozen=True, slots=True)
class Share:
    """A programme's part in one measure of one person in one period."""

    measure: str
    person: str
    period: str
    programme: str
    share: Decimal


@exactly
def share_flags(shares: Iterable[Share], path: str = "shares") -> list[Flag]:
    """A benefit is counted once: overlapping programmes share at most the whole, and none claims twice."""
    sums: dict[tuple[str, str, str], Decimal] = {}
    seen: set[tuple[str, str, str, str]] = set()
    found = []
    for i, s in enumerate(shares):
        key = (s.measure, s.person, s.period)
        if (*key, s.programme) in seen:
            found.append(flag(Code.DOUBLE_COUNT, f"{path}.{i}", f"{s.programme} counts {s.measure} {s.period} twice"))
            continue
        seen.add((*key, s.programme))
        before = sums.get(key, Decimal(0))
        sums[key] = before + s.share
        if before <= 1 < sums[key]:
            found.append(
                flag(Code.ATTRIBUTION_SUM_GT_1, f"{path}.{i}", f"programmes share {sums[key]} of {s.measure} {s.period}")
            )
    return found


def saving_flags(saved: Decimal, base: Decimal, path: str) -> list[Flag]:
    """Nobody saves more than there was."""
    if saved > base:
        return [flag(Code.SAVING_EXCEEDS_BASE, path, f"saves {saved} of a base of {base}")]
    return []


def capped_saving(saved: Decimal, base: Decimal) -> Decimal:
    return min(saved, base)


@dataclass(frozen=True, slots=True)
class Intangible:
    """A gain told but not priced: no field here holds money, so none can be added to an ROI."""

    indicator: str
    unit: str
    before: Decimal | None = None
    after: Decimal | None = None
    note: str = ""


MONEY_WORDS = ("amount", "currency", "money", "value_per_unit")


def intangible_flags(rows: Sequence[dict], monetised: Iterable[str] = (), path: str = "intangibles") -> list[Flag]:
    """On import: an intangible with a money field, or one whose measure is already monetised (retention, say)."""
    counted = set(monetised)
    found = []
    for i, row in enumerate(rows):
        found += [
            flag(Code.INTANGIBLE_HAS_MONEY, f"{path}.{i}.{word}", "an intangible carries no money")
            for word in MONEY_WORDS
            if row.get(word) is not None
        ]
        if row.get("indicator") in counted:
            found.append(flag(Code.DOUBLE_COUNT, f"{path}.{i}.indicator", "monetised already; it cannot be both"))
    return found
