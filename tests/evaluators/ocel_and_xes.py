"""pm4py loads OCEL and XES and counts the same events, objects, cases and directly-follows pairs as the files hold.

Usage: ocel_and_xes.py OCEL.json LOG.xes [SCHEMA]
"""
import collections
import contextlib
import io
import json
import sys
import warnings

warnings.filterwarnings("ignore")
# The library greets and draws bars.
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    import pm4py

ocel_path, xes_path, *schema = sys.argv[1:]
document = json.load(open(ocel_path, encoding="utf-8"))
if schema:
    import jsonschema

    jsonschema.Draft7Validator(json.load(open(schema[0])), format_checker=jsonschema.FormatChecker()).validate(document)
events, objects = document["events"], document["objects"]
assert len({e["id"] for e in events}) == len(events), "an id of an event stands twice"
assert len({o["id"] for o in objects}) == len(objects), "an id of an object stands twice"
known = {o["id"] for o in objects}
used = set()
for event in events:
    related = [r["objectId"] for r in event["relationships"]]
    assert related and len(set(related)) == len(related) and set(related) <= known, event
    assert all(r["qualifier"] for r in event["relationships"])
    assert all(isinstance(a["value"], str) for a in event["attributes"])
    used.update(related)
assert used == known, "an object without an event"
for item in objects:
    last = {}
    for attribute in item["attributes"]:
        name, time = attribute["name"], attribute["time"]
        assert name in last or time.startswith("1970-01-01T00:00:00"), item
        assert last.get(name, "") < time, item
        last[name] = time

ocel = pm4py.read_ocel2_json(ocel_path)
assert len(ocel.events) == len(events), (len(ocel.events), len(events))
assert len(ocel.objects) == len(objects), (len(ocel.objects), len(objects))
relations = sum(len(e["relationships"]) for e in events)
assert len(ocel.relations) == relations, (len(ocel.relations), relations)
# The order in which what happened to each enrolment is read is the order in which it was written.
kinds = {o["id"]: o["type"] for o in objects}
written = collections.defaultdict(list)
for event in events:
    for relation in event["relationships"]:
        if kinds[relation["objectId"]] == "enrolment":
            written[relation["objectId"]].append(event["id"])
read = ocel.relations[ocel.relations["ocel:type"] == "enrolment"]
read = read.sort_values(["ocel:timestamp"], kind="stable").groupby("ocel:oid")["ocel:eid"].apply(list).to_dict()
assert read == dict(written), "events of one day changed places"
times = {e["id"]: e["time"] for e in events}
frame = ocel.events.set_index("ocel:eid")["ocel:timestamp"]
for event in events[:: max(1, len(events) // 500)]:
    at = frame[event["id"]]
    assert at.strftime("%Y-%m-%d") == times[event["id"]][:10], (at, times[event["id"]])

with contextlib.redirect_stderr(io.StringIO()):
    log = pm4py.read_xes(xes_path)
activity = {e["id"]: e["type"] for e in events}
expected = collections.Counter()
for own in written.values():
    expected.update(zip([activity[e] for e in own], [activity[e] for e in own[1:]]))
follows, starts, ends = pm4py.discover_dfg(log)
assert len(log) == len(events), (len(log), len(events))
assert log["case:concept:name"].nunique() == len(written)
assert {pair: count for pair, count in follows.items()} == dict(expected), "directly-follows pairs differ"
print(f"pm4py: {len(events)} events, {len(objects)} objects, {len(written)} cases, {len(expected)} directly-follows pairs")
