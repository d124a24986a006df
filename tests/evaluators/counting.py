"""lifelines and R give the Kaplan-Meier that the definition gives; R gives the cumulative incidence that it gives.

Usage: counting.py COUNTING.csv [R-RESULT.csv] [--answer SURVIVAL.json]

SURVIVAL.json is what `hovedbok survival --format json` answers for the same stays.
"""
import collections
import csv
import json
import math
import sys

arguments = sys.argv[1:]
answer = None
if "--answer" in arguments:
    at = arguments.index("--answer")
    answer = json.load(open(arguments[at + 1]))["result"]
    del arguments[at : at + 2]
path, *result = arguments
stays = {}
for row in csv.DictReader(open(path, encoding="utf-8")):
    start, stop = int(row["tstart"]), int(row["tstop"])
    assert start < stop and row["istate"] == "in_programme", row
    stay = stays.setdefault(row["id"], [start, stop, "censor"])
    assert stay[2] == "censor" and (stay[1] == start or stay[0] == start), row
    stay[1], stay[2] = stop, row["event"]

# The definition, in exact order: events before censorings, at risk while tstart < t <= tstop.
events = collections.defaultdict(collections.Counter)
for start, stop, event in stays.values():
    if event != "censor":
        events[stop][event] += 1
survival, incidence, variance, km, ci = 1.0, collections.Counter(), 0.0, {}, {}
for t in sorted(events):
    n = sum(start < t <= stop for start, stop, _ in stays.values())
    d = sum(events[t].values())
    for event, count in events[t].items():
        incidence[event] += survival * count / n
    survival *= 1 - d / n
    variance += d / (n * (n - d)) if n > d else math.inf
    limits = (None, None)
    if 0 < survival < 1 and variance < math.inf:
        width = 1.959963984540054 * math.sqrt(variance) / abs(math.log(survival))
        limits = (survival ** math.exp(width), survival ** math.exp(-width))
    km[t], ci[t] = (n, d, survival, *limits), dict(incidence)
    assert abs(survival + sum(incidence.values()) - 1) < 1e-9 or any(s > 0 for s, _, _ in stays.values())

from lifelines import KaplanMeierFitter

starts, stops, kinds = zip(*stays.values())
fitter = KaplanMeierFitter().fit(stops, [kind != "censor" for kind in kinds], entry=starts)
for t, (_, _, value, *_) in km.items():
    assert abs(float(fitter.predict(t)) - value) < 1e-9, (t, value)
said = f"lifelines: {len(stays)} stays, {len(km)} steps"

if result:
    rows = list(csv.DictReader(open(result[0], encoding="utf-8")))
    number = lambda text: None if text in ("NA", "NaN", "") else float(text)
    seen = 0
    for row in rows:
        t = int(float(row["t"]))
        if row["curve"] == "exit" and t in km:
            n, d, value, lower, upper = km[t]
            assert (float(row["n_risk"]), float(row["n_event"])) == (n, d), row
            assert abs(float(row["value"]) - value) < 1e-9, row
            if lower is not None:
                assert abs(number(row["lower"]) - lower) < 1e-9 and abs(number(row["upper"]) - upper) < 1e-9, row
            seen += 1
        elif row["curve"] not in ("exit", "in_programme", "(s0)") and t in ci:
            assert abs(float(row["value"]) - ci[t].get(row["curve"], 0.0)) < 1e-9, row
    assert seen == len(km), (seen, len(km))
    said += "; R the same"

if answer is not None:
    steps = answer["curves"]["exit"]["steps"]
    assert len(steps) == len(km), (len(steps), len(km))
    for step in steps:
        n, d, value, lower, upper = km[step["t"]]
        assert (step["n_risk"], step["n_event"]) == (n, d), step
        for key, expected in (("survival_ppm", value), ("lower_ppm", lower), ("upper_ppm", upper)):
            if expected is not None and step[key] is not None:
                assert abs(step[key] - expected * 1e6) <= 0.5 + 1e-6, (step, expected)
    said += "; hovedbok the same"
print(said)
