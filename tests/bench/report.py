"""The table that `make bench` prints."""

from dataclasses import dataclass, field


@dataclass
class Row:
    """One comparison: `figure` is held against `goal` (a ratio, unless `unit` says otherwise)."""

    name: str
    ours: str
    peer: str
    figure: float
    goal: float
    sense: str  # "≤" or "≥"
    unit: str = "×"

    @property
    def met(self) -> bool:
        return self.figure <= self.goal if self.sense == "≤" else self.figure >= self.goal


@dataclass
class Table:
    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        self.rows.append(row)
        print(self.line(row), flush=True)

    def line(self, row: Row) -> str:
        verdict = "met" if row.met else "MISSED"
        return f"| {row.name} | {row.ours} | {row.peer} | {row.figure:.2f} {row.unit} | {row.sense} {row.goal:g} {row.unit} | {verdict} |"

    def show(self) -> str:
        head = "| what | Tiro | mercurius + JIT, better-sqlite3 | figure | goal | |\n|---|---|---|---|---|---|"
        return "\n".join([head, *map(self.line, self.rows)])
