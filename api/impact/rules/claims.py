"""A claim as typed in from a brochure or a report: what it says, before anybody believes it.

Every field left null means "the source does not say". Shares and relative changes are ratios (0.25, not 25).
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from .costs import CostCategory
from .measures import Basis, Unit


class SaidAs(StrEnum):
    """How a change was put. `percent` is the brochure's bare "%", which may mean points or relative."""

    PP = "pp"
    RELATIVE = "relative"
    PERCENT = "percent"
    SPEED = "speed"
    FACTOR = "factor"
    SPEED_FACTOR = "speed_factor"
    VALUE = "value"


class Comparison(StrEnum):
    """Against whom an effect was seen."""

    BEFORE_AFTER = "before_after"
    RANDOMISED = "randomised"
    MATCHED = "matched"
    SELF_SELECTED = "self_selected"


class BenefitLabel(StrEnum):
    """Under which word a benefit was printed. `net` promises that cost has been taken off."""

    GROSS = "gross"
    ATTRIBUTED = "attributed"
    NET = "net"


@dataclass(frozen=True, slots=True)
class ReturnClaim:
    """A claimed ROI, BCR or payback with whatever it is said to rest on. Amounts in the claim's currency."""

    cost: Decimal | None = None
    cost_categories: tuple[CostCategory, ...] = ()
    monthly_benefit: Decimal | None = None
    months: Decimal | None = None
    delivery_months: Decimal = Decimal(0)
    multi_year_registered: bool = False
    attribution: Decimal | None = None
    confidence: Decimal | None = None
    estimators: int | None = None
    measured: bool = False
    other_causes_excluded: bool = False
    printed_benefit: Decimal | None = None
    printed_as: BenefitLabel = BenefitLabel.ATTRIBUTED
    roi: Decimal | None = None
    bcr: Decimal | None = None
    payback_months: Decimal | None = None
    basis: Basis = Basis.UNDECLARED
    conversion_source: str = ""
    levels: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductClaim:
    """A sum of money said to be the product of factors: days × value a day × people."""

    label: str
    factors: tuple[Decimal, ...]
    stated: Decimal
    basis: Basis = Basis.UNDECLARED
    attribution: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ChangeClaim:
    """A change of a figure, from before to after, and how large it is said to be."""

    label: str
    unit: Unit
    stated: Decimal | None = None
    said_as: SaidAs = SaidAs.RELATIVE
    before: Decimal | None = None
    after: Decimal | None = None
    comparison: Comparison = Comparison.BEFORE_AFTER


@dataclass(frozen=True, slots=True)
class SavingClaim:
    """Working time said to be saved: a share of the hours a month, what that is said to make a year, and in money."""

    label: str
    hours_per_month: Decimal
    share_saved: Decimal
    stated_hours_per_year: Decimal | None = None
    stated_value_per_year: Decimal | None = None
    hourly_rate: Decimal | None = None
    base_hours_per_year: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ConversionClaim:
    """A quantity turned into money or into another measure: 2 of `unit`, at `value` for one of `value_unit`."""

    label: str
    quantity: Decimal
    unit: Unit
    value: Decimal
    value_unit: Unit
    stated: Decimal | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class ContributionClaim:
    """An improvement and the part of it that somebody gives to the training."""

    label: str
    improvement: Decimal
    contribution: Decimal | None
    confidence: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """One statement of a figure. Two quotes of one metric must agree."""

    metric: str
    value: Decimal
    said_as: SaidAs = SaidAs.VALUE
    source: str = ""


@dataclass(frozen=True, slots=True)
class SurveyClaim:
    """A figure of somebody else's survey. It may be shown with its source, and never enters an ROI."""

    label: str
    value: Decimal
    source: str = ""
    enters_roi: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """Everything one source claims."""

    label: str
    currency: str
    returns: tuple[ReturnClaim, ...] = field(default=())
    products: tuple[ProductClaim, ...] = field(default=())
    changes: tuple[ChangeClaim, ...] = field(default=())
    savings: tuple[SavingClaim, ...] = field(default=())
    conversions: tuple[ConversionClaim, ...] = field(default=())
    contributions: tuple[ContributionClaim, ...] = field(default=())
    quotes: tuple[Quote, ...] = field(default=())
    surveys: tuple[SurveyClaim, ...] = field(default=())
