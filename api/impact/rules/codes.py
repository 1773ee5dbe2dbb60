"""The expected noes of impact: one code each, with the path of the field that earned it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Why a figure, a claim or a step is refused or warned about."""

    # The process
    BASELINE_AFTER_START = "BASELINE_AFTER_START"
    BASELINE_TOO_SHORT = "BASELINE_TOO_SHORT"
    BASELINE_LOCKED = "BASELINE_LOCKED"
    WINDOW_NOT_REACHED = "WINDOW_NOT_REACHED"
    LEVEL_GAP = "LEVEL_GAP"
    NO_BUSINESS_NEED = "NO_BUSINESS_NEED"
    TARGET_INCOMPLETE = "TARGET_INCOMPLETE"
    MDE_MISSING = "MDE_MISSING"
    DESIGN_CHANGED = "DESIGN_CHANGED"
    DESIGN_SELECTION = "DESIGN_SELECTION"
    ASSIGNMENT_UNPUBLISHED = "ASSIGNMENT_UNPUBLISHED"
    DELIVERY_NOT_ENDED = "DELIVERY_NOT_ENDED"
    ACTION_PLANS_MISSING = "ACTION_PLANS_MISSING"
    DISTRIBUTION_MISSING = "DISTRIBUTION_MISSING"
    REASON_MISSING = "REASON_MISSING"
    STATE_ILLEGAL = "STATE_ILLEGAL"
    SIGNOFF_MISSING = "SIGNOFF_MISSING"
    SIGNOFF_STALE = "SIGNOFF_STALE"
    # Isolation
    NO_ISOLATION = "NO_ISOLATION"
    DOUBLE_ISOLATION = "DOUBLE_ISOLATION"
    CONFIDENCE_MISSING = "CONFIDENCE_MISSING"
    SHARE_OUT_OF_RANGE = "SHARE_OUT_OF_RANGE"
    ATTRIBUTION_SUM_GT_1 = "ATTRIBUTION_SUM_GT_1"
    TOO_FEW_CLUSTERS = "TOO_FEW_CLUSTERS"
    TOO_FEW_POINTS = "TOO_FEW_POINTS"
    TOO_FEW_DONORS = "TOO_FEW_DONORS"
    TOO_FEW_ESTIMATORS = "TOO_FEW_ESTIMATORS"
    PRETREND_FAILED = "PRETREND_FAILED"
    BALANCE_FAILED = "BALANCE_FAILED"
    SAMPLE_RATIO = "SAMPLE_RATIO"
    PLACEBO_FAILED = "PLACEBO_FAILED"
    AUTOCORRELATION = "AUTOCORRELATION"
    # Money
    UNIT_PERIOD = "UNIT_PERIOD"
    PP_VS_PERCENT = "PP_VS_PERCENT"
    SAVING_EXCEEDS_BASE = "SAVING_EXCEEDS_BASE"
    NET_BENEFIT_AS_GROSS = "NET_BENEFIT_AS_GROSS"
    BENEFIT_WINDOW = "BENEFIT_WINDOW"
    HEADCOUNT_EXCEEDS_COHORT = "HEADCOUNT_EXCEEDS_COHORT"
    REVENUE_NOT_MARGIN = "REVENUE_NOT_MARGIN"
    CONVERSION_UNSOURCED = "CONVERSION_UNSOURCED"
    COST_MISSING = "COST_MISSING"
    COST_CATEGORY_MISSING = "COST_CATEGORY_MISSING"
    COST_NEGATIVE = "COST_NEGATIVE"
    CURRENCY_MIXED = "CURRENCY_MIXED"
    CURRENCY_UNKNOWN = "CURRENCY_UNKNOWN"
    FX_RATE_MISSING = "FX_RATE_MISSING"
    DOUBLE_COUNT = "DOUBLE_COUNT"
    INTANGIBLE_HAS_MONEY = "INTANGIBLE_HAS_MONEY"
    # Data
    CONFLICTING_SOURCE = "CONFLICTING_SOURCE"
    EXTERNAL_CLAIM = "EXTERNAL_CLAIM"
    DUPLICATE_PERIOD = "DUPLICATE_PERIOD"
    NON_FINITE = "NON_FINITE"
    NOT_DECIMAL = "NOT_DECIMAL"
    RANGE_DISORDERED = "RANGE_DISORDERED"
    DATA_MISSING = "DATA_MISSING"


class Severity(StrEnum):
    """`refuse`: no ROI is printed from it. `warn`: printed, with the warning beside it."""

    REFUSE = "refuse"
    WARN = "warn"


WARNINGS = frozenset(
    {
        Code.PRETREND_FAILED,
        Code.DESIGN_SELECTION,
        Code.BALANCE_FAILED,
        Code.SAMPLE_RATIO,
        Code.PLACEBO_FAILED,
        Code.AUTOCORRELATION,
        Code.TOO_FEW_CLUSTERS,
    }
)


@dataclass(frozen=True, slots=True)
class Flag:
    """One finding. `path` is dotted from the object that was checked: `costs.2.amount`."""

    code: Code
    path: str
    message: str
    severity: Severity = Severity.REFUSE


def flag(code: Code, path: str, message: str) -> Flag:
    return Flag(code, path, message, Severity.WARN if code in WARNINGS else Severity.REFUSE)


class Refused(ValueError):
    """A rule's no. Carries every flag found; `code`, `path` and `message` are the first one's."""

    def __init__(self, *flags: Flag):
        self.flags = tuple(flags)
        self.code, self.path, self.message = flags[0].code, flags[0].path, flags[0].message
        super().__init__(f"{self.code} at {self.path or 'top'}: {self.message}")


def refuse(code: Code, path: str, message: str) -> Refused:
    """Write `raise refuse(Code.COST_MISSING, "costs", "…")`."""
    return Refused(Flag(code, path, message))


def refuse_any(flags: Iterable[Flag]) -> None:
    """Raise when one of the flags is more than a warning."""
    hard = [f for f in flags if f.severity is Severity.REFUSE]
    if hard:
        raise Refused(*hard)


def at(prefix: str, path: str) -> str:
    return ".".join(part for part in (prefix, path) if part)
