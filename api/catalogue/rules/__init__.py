"""What a unit is made of, how long it takes, and what the phone may see of it."""

from api.catalogue.rules.duration import LONGEST_S, SHORTEST_S, duration_s, fits
from api.catalogue.rules.faults import Code, Fault, faults, locales
from api.catalogue.rules.freezing import Frozen, freeze
from api.catalogue.rules.publishing import publishable
from api.catalogue.rules.shapes import questions

__all__ = [
    "LONGEST_S", "SHORTEST_S", "Code", "Fault", "Frozen",
    "duration_s", "faults", "fits", "freeze", "locales", "publishable", "questions",
]
