"""A claim as typed in from a brochure or a report: what it says, before anybody believes it.

Every field left null means "the source does not say". Shares and relative changes are ratios (0.25, not 25).
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

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

    cost: Annotated[Decimal | None, "The cost that is named, in the claim's currency."] = None
    cost_categories: Annotated[tuple[CostCategory, ...], "What it is said to include."] = ()
    monthly_benefit: Annotated[Decimal | None, "Benefit a month, before anything is taken off."] = None
    months: Annotated[Decimal | None, "Months of benefit."] = None
    delivery_months: Annotated[Decimal, "Months that the training itself takes."] = Decimal(0)
    multi_year_registered: Annotated[bool, "Whether years were registered before the start."] = False
    attribution: Annotated[Decimal | None, "Part given to the training, 0 to 1."] = None
    confidence: Annotated[Decimal | None, "How sure of that, 0 to 1."] = None
    estimators: Annotated[int | None, "How many people estimated."] = None
    measured: Annotated[bool, "Whether it was measured against a comparison."] = False
    other_causes_excluded: Annotated[bool, "Whether it says that nothing else played a part."] = False
    printed_benefit: Annotated[Decimal | None, "The benefit as printed."] = None
    printed_as: Annotated[BenefitLabel, "Under which word."] = BenefitLabel.ATTRIBUTED
    roi: Annotated[Decimal | None, "The ROI as printed, a ratio: 18.20 for 1820 %."] = None
    bcr: Annotated[Decimal | None, "Benefit ÷ cost as printed."] = None
    payback_months: Annotated[Decimal | None, "Payback as printed."] = None
    basis: Annotated[Basis, "What the benefit is made of."] = Basis.UNDECLARED
    conversion_source: Annotated[str, "What is cited for its value in money."] = ""
    levels: Annotated[tuple[int, ...], "Levels with a record, 1 to 4."] = ()


@dataclass(frozen=True, slots=True)
class ProductClaim:
    """A sum of money said to be the product of factors: days × value a day × people."""

    label: Annotated[str, "What it is."]
    factors: Annotated[tuple[Decimal, ...], "The factors: days, value a day, people."]
    stated: Annotated[Decimal, "The product as printed."]
    basis: Annotated[Basis, "What it is made of."] = Basis.UNDECLARED
    attribution: Annotated[Decimal | None, "Part given to the training, 0 to 1."] = None


@dataclass(frozen=True, slots=True)
class ChangeClaim:
    """A change of a figure, from before to after, and how large it is said to be."""

    label: Annotated[str, "Of which figure."]
    unit: Annotated[Unit, "What the figure counts."]
    stated: Annotated[Decimal | None, "The change as printed."] = None
    said_as: Annotated[SaidAs, "How it is put."] = SaidAs.RELATIVE
    before: Annotated[Decimal | None, "Before."] = None
    after: Annotated[Decimal | None, "After."] = None
    comparison: Annotated[Comparison, "Against whom."] = Comparison.BEFORE_AFTER


@dataclass(frozen=True, slots=True)
class SavingClaim:
    """Working time said to be saved: a share of the hours a month, what that is said to make a year, and in money."""

    label: Annotated[str, "Of what."]
    hours_per_month: Annotated[Decimal, "Hours a month before."]
    share_saved: Annotated[Decimal, "Share of them saved."]
    stated_hours_per_year: Annotated[Decimal | None, "Hours a year as printed."] = None
    stated_value_per_year: Annotated[Decimal | None, "Money a year as printed."] = None
    hourly_rate: Annotated[Decimal | None, "Money an hour."] = None
    base_hours_per_year: Annotated[Decimal | None, "Hours a year that there were to save."] = None


@dataclass(frozen=True, slots=True)
class ConversionClaim:
    """A quantity turned into money or into another measure: 2 of `unit`, at `value` for one of `value_unit`."""

    label: Annotated[str, "Of what."]
    quantity: Annotated[Decimal, "How much."]
    unit: Annotated[Unit, "Of which unit."]
    value: Annotated[Decimal, "What one is worth."]
    value_unit: Annotated[Unit, "One of which unit."]
    stated: Annotated[Decimal | None, "The result as printed."] = None
    source: Annotated[str, "What is cited."] = ""


@dataclass(frozen=True, slots=True)
class ContributionClaim:
    """An improvement and the part of it that somebody gives to the training."""

    label: Annotated[str, "Of what."]
    improvement: Annotated[Decimal, "The improvement."]
    contribution: Annotated[Decimal | None, "Part given to the training, 0 to 1."]
    confidence: Annotated[Decimal | None, "How sure of that."] = None


@dataclass(frozen=True, slots=True)
class Quote:
    """One statement of a figure. Two quotes of one metric must agree."""

    metric: Annotated[str, "Of which figure."]
    value: Annotated[Decimal, "The value."]
    said_as: Annotated[SaidAs, "How it is put."] = SaidAs.VALUE
    source: Annotated[str, "Where."] = ""


@dataclass(frozen=True, slots=True)
class SurveyClaim:
    """A figure of somebody else's survey. It may be shown with its source, and never enters an ROI."""

    label: Annotated[str, "Of what."]
    value: Annotated[Decimal, "The value."]
    source: Annotated[str, "Where it stands."] = ""
    enters_roi: Annotated[bool, "Whether it is used in an ROI."] = False


@dataclass(frozen=True, slots=True)
class Claim:
    """Everything one source claims."""

    label: Annotated[str, "Of what."]
    currency: Annotated[str, "ISO 4217."]
    returns: Annotated[tuple[ReturnClaim, ...], "Claimed returns."] = field(default=())
    products: Annotated[tuple[ProductClaim, ...], "Sums said to be a product."] = field(default=())
    changes: Annotated[tuple[ChangeClaim, ...], "Changes of figures."] = field(default=())
    savings: Annotated[tuple[SavingClaim, ...], "Working time saved."] = field(default=())
    conversions: Annotated[tuple[ConversionClaim, ...], "Quantities turned into money."] = field(default=())
    contributions: Annotated[tuple[ContributionClaim, ...], "Parts given to the training."] = field(default=())
    quotes: Annotated[tuple[Quote, ...], "Single statements."] = field(default=())
    surveys: Annotated[tuple[SurveyClaim, ...], "Figures of somebody else's survey."] = field(default=())
