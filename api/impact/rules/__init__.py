"""The arithmetic of impact: values in, values out. No clock, no database, no draw without a seed.

Money and its words: `money`, `costs`, `measures`, `benefit`, `estimates`, `returns`, `delay`.
The process: `states` (what may happen when), `codes` (every refusal), `replay` (hashes, engine version).
Claims of others: `claims`, `audit`, `audit_returns`.
What is known now: `projection`, `forecasts`, `draws`, `knowledge`, `information`.
What the training did: `isolation`, `power`, `arms`.

numpy and scipy are imported inside the functions that use them: importing this package costs nothing.
"""

from .codes import Code, Flag, Refused, Severity
from .replay import ENGINE_VERSION, content_hash, inputs_hash, plain

__all__ = ["ENGINE_VERSION", "Code", "Flag", "Refused", "Severity", "content_hash", "inputs_hash", "plain"]
