"""What is counted. Read at the private metrics address; see web/metrics.py."""

from collections.abc import Callable, Iterator
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

registry = CollectorRegistry()

_ms = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)

requests = Counter("tiro_requests_total", "Answered requests.", ["path", "status"], registry=registry)
request_s = Histogram("tiro_request_seconds", "From the first byte asked to the last answered.", ["path"], buckets=_ms, registry=registry)
sockets = Gauge("tiro_sockets", "Open WebSockets and event streams.", ["kind"], registry=registry)
subscriptions = Gauge("tiro_subscriptions", "Running subscriptions.", registry=registry)
closed = Counter("tiro_sockets_closed_total", "Sockets that the server closed, by code.", ["code"], registry=registry)
overflows = Counter("tiro_queue_overflows_total", "Sockets too slow for their events.", registry=registry)
renderings = Counter("tiro_renderings_total", "Events rendered.", registry=registry)
messages = Counter("tiro_messages_total", "Events given to subscribers.", registry=registry)
entries = Counter("tiro_journal_entries_total", "Journal entries that reached this process.", registry=registry)
relays = Counter("tiro_relays_total", "Rings through the bus.", ["way"], registry=registry)
bus_up = Gauge("tiro_bus_up", "Whether the bus is connected; 1 without one.", registry=registry)

_children: dict[tuple[str, int], tuple] = {}


def answered(path: str, status: int, took_s: float) -> None:
    """A request is over. The labelled children are kept: finding them anew costs more than counting."""
    found = _children.get((path, status))
    if found is None:
        if len(_children) > 500:  # nobody fills our memory by asking for odd addresses
            path = "other"
        found = _children[path, status] = requests.labels(path, status), request_s.labels(path)
    found[0].inc()
    found[1].observe(took_s)


def watch(counters: Any, worker: Any, kept: Callable[[], tuple[int, int]]) -> None:
    """The writer counts for itself, without knowing of meters; here it is shown."""
    _writers.counters, _writers.worker, _writers.kept = counters, worker, kept


class _Writers(Collector):
    counters: Any = None
    worker: Any = None
    kept: Any = None

    def collect(self) -> Iterator[Metric]:
        told = self.counters
        if told is not None:
            yield CounterMetricFamily("tiro_commits", "Transactions committed.", value=told.commits)
            yield CounterMetricFamily("tiro_units", "Units of work in them.", value=told.units)
            yield CounterMetricFamily("tiro_units_failed", "Units of work rolled back.", value=told.failed)
            yield CounterMetricFamily("tiro_units_retried", "Units of work begun anew.", value=told.retried)
            yield CounterMetricFamily("tiro_commit_seconds", "Time spent in COMMIT.", value=told.commit_s)
            yield GaugeMetricFamily("tiro_writer_queue", "Units of work asked for and not answered.", value=told.waiting)
            yield GaugeMetricFamily("tiro_units_per_commit_most", "The largest group.", value=told.largest_group)
        if self.worker is not None:
            yield GaugeMetricFamily("tiro_jobs_running", "Jobs that this process runs now.", value=len(self.worker._running))
        if self.kept is not None:
            documents, plans = self.kept()
            yield GaugeMetricFamily("tiro_documents", "Documents kept, parsed and validated.", value=documents)
            yield GaugeMetricFamily("tiro_plans", "Plans kept.", value=plans)


_writers = _Writers()
registry.register(_writers)
