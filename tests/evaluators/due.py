"""Reads what falls due as a calendar with icalendar, and compares its days and titles with the answer.

Usage: due.py CALENDAR ANSWER.json"""
import json, pathlib, sys
from icalendar import Calendar

calendar = Calendar.from_ical(pathlib.Path(sys.argv[1]).read_bytes())
rows = json.loads(pathlib.Path(sys.argv[2]).read_text())["result"]["rows"]
events = [event for event in calendar.walk("VEVENT")]
days = [event.decoded("DTSTART").isoformat() for event in events]
assert days == [row["due"] for row in rows], days
assert len({str(event["UID"]) for event in events}) == len(events)
for event, row in zip(events, rows):
    title = str(event["SUMMARY"])
    about = row["enrolment"][:8] if "enrolment" in row else row["about"]
    whose = [name for name in (row["office"], row.get("counsellor")) if name is not None]
    assert title.endswith(": " + " · ".join([about, *whose])), (title, row)
assert str(calendar["VERSION"]) == "2.0"
print(len(events), "events, the same as in the answer")
