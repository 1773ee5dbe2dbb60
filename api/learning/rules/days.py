"""Local days of an organisation. A day is not always 24 hours long, and not every local time exists."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def day_of(moment: datetime, timezone: str) -> date:
    return moment.astimezone(ZoneInfo(timezone)).date()


def day_ends(day: date, timezone: str) -> datetime:
    """The last millisecond of the local day, in UTC: what is due that day is due then."""
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(timezone)).astimezone(UTC)
    return midnight - timedelta(milliseconds=1)


def offsets(timezone: str, first: datetime, last: datetime) -> list[tuple[datetime, datetime, int]]:
    """(from, before, seconds ahead of UTC): the zone between two moments, for databases that know no zones."""
    zone = ZoneInfo(timezone)

    def ahead(moment: datetime) -> int:
        return int(moment.astimezone(zone).utcoffset().total_seconds())

    spans, start, end = [], first.astimezone(UTC), last.astimezone(UTC) + timedelta(milliseconds=1)
    while start < end:
        turn = _turn(start, end, ahead)
        spans.append((start, turn, ahead(start)))
        start = turn
    return spans


def _turn(start: datetime, end: datetime, ahead) -> datetime:
    """The next moment at which the clocks are changed, to the millisecond; `end` if they are not."""
    low, step = start, timedelta(days=7)
    while low < end and ahead(min(low + step, end)) == ahead(start):
        low += step
    if low >= end:
        return end
    high = min(low + step, end)
    while high - low > timedelta(milliseconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if ahead(middle) == ahead(start) else (low, middle)
    return high.replace(microsecond=high.microsecond // 1000 * 1000)
