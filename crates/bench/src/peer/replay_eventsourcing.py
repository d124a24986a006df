"""Rebuilds a projection from the events of an application of `eventsourcing` on SQLite, for hovedbok-bench.

Arguments: the events as JSON lines, the status that a participant has after each type as JSON, and the database to make.
Each line on standard input is a turn: all events are read, made into domain events by the library's own mapper and learnt by
the projection; timed here.
"""

import collections
import json
import sys
import time
import uuid
from dataclasses import dataclass
from typing import Any

from eventsourcing.application import Application
from eventsourcing.domain import DomainEvent, datetime_now_with_tzinfo

events, statuses, database = sys.argv[1:]
with open(statuses, encoding="utf-8") as file:
    STATUS = json.load(file)
PAGE = 5_000


@dataclass(frozen=True)
class Recorded(DomainEvent):
    """An entry: its type, the day that it takes hold, what it says."""

    type: str
    effective: Any
    body: Any


def recorded(line):
    """The event of a line. A stream has no UUID of its own, so it gets one from its name."""
    entry = json.loads(line)
    return Recorded(
        originator_id=uuid.uuid5(uuid.NAMESPACE_URL, entry["stream"]),
        originator_version=entry["version"],
        timestamp=datetime_now_with_tzinfo(),
        type=entry["type"],
        effective=entry["effective"],
        body=entry["body"],
    )


app = Application(env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": database})
with open(events, encoding="utf-8") as file:
    while lines := [line for _, line in zip(range(PAGE), file)]:
        app.recorder.insert_events([app.mapper.to_stored_event(recorded(line)) for line in lines])

for _ in sys.stdin:
    begin = time.perf_counter()
    known = {}
    seen, start = 0, 1
    while page := app.recorder.select_notifications(start=start, limit=PAGE):
        for notification in page:
            event = app.mapper.to_domain_event(notification)
            status = STATUS.get(event.type)
            if status is not None:
                known[event.originator_id] = status
        seen += len(page)
        start = page[-1].id + 1
    counts = collections.Counter(known.values())
    seconds = time.perf_counter() - begin
    print(json.dumps({"seconds": seconds, "answer": {"events": seen, "statuses": counts}}), flush=True)
