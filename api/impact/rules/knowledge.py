"""Knowledge speed × released capacity, made computable: does it compound, and what is it worth?"""

from dataclasses import dataclass
from decimal import Decimal

from .codes import Code, refuse
from .money import ONE, Money, exactly, share


@dataclass(frozen=True, slots=True)
class KnowledgeLoop:
    """K live units of knowledge. authored: λ, units a month; released_h: c, hours a unit releases a month; reinvested:
    φ, share of those put into authoring; hours_per_unit: h; obsolete: δ, share outdated a month."""

    authored: Decimal
    released_h: Decimal
    hours_per_unit: Decimal
    reinvested: Decimal
    obsolete: Decimal
    live: Decimal = Decimal(0)

    def __post_init__(self):
        share(self.reinvested, "reinvested")
        share(self.obsolete, "obsolete")
        if self.hours_per_unit <= 0 or min(self.authored, self.released_h, self.live) < 0:
            raise refuse(Code.RANGE_DISORDERED, "hours_per_unit", "a unit takes time to write; nothing here is negative")

    @property
    @exactly
    def compounds(self) -> bool:
        """It grows on itself only where φc ÷ h > δ; otherwise say "linear"."""
        return self.reinvested * self.released_h / self.hours_per_unit > self.obsolete

    @exactly
    def after(self, months: int) -> tuple[Decimal, ...]:
        """K at month 0, 1, …: K′ = (1 − δ)K + λ + φcK ÷ h."""
        stock = [self.live]
        for _ in range(months):
            k = stock[-1]
            grown = self.reinvested * self.released_h * k / self.hours_per_unit
            stock.append((ONE - self.obsolete) * k + self.authored + grown)
        return tuple(stock)

    @exactly
    def monthly_value(self, live: Decimal, wage: Money, redeployed: Decimal) -> Money:
        """(1 − φ) × c × K × wage × redeployment rate: hours that nobody uses elsewhere are worth nothing."""
        hours = (ONE - self.reinvested) * self.released_h * live
        return wage * (hours * share(redeployed, "redeployed"))
