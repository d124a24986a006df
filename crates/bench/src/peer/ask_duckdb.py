"""Asks DuckDB for the stock at each of many points of both times, for hovedbok-bench.

Arguments: the bitemporal table as Parquet, the points as JSON, and the layout. The layout `exported` is the table with all
its columns in a database file, sorted by what the question looks for. `narrow` is made for this one question: only its rows,
persons as numbers, no empty ends. Each line on standard input is a turn: all points once, timed here.
"""

import json
import sys
import time

import duckdb

table, points, layout = sys.argv[1:]
connection = duckdb.connect(f"{table}.{layout}.duckdb")
INSIDE = "kind = 'status' AND code IN ('in_programme', 'suspended')"
if layout == "exported":
    connection.execute(f"CREATE TABLE patches AS SELECT * FROM '{table}' ORDER BY kind, code, valid_from")
    question = f"""SELECT count(DISTINCT participant) FROM patches WHERE {INSIDE}
        AND valid_from <= ? AND (valid_to IS NULL OR valid_to > ?)
        AND known_from <= ? AND (known_to IS NULL OR known_to > ?)"""
else:
    connection.execute(f"""CREATE TABLE patches AS SELECT
        (dense_rank() OVER (ORDER BY participant))::INTEGER AS participant,
        valid_from, coalesce(valid_to, DATE '9999-12-31') AS valid_to,
        known_from::INTEGER AS known_from, coalesce(known_to, 2147483647)::INTEGER AS known_to
        FROM '{table}' WHERE {INSIDE} ORDER BY valid_from""")
    question = """SELECT count(DISTINCT participant) FROM patches
        WHERE valid_from <= ? AND valid_to > ? AND known_from <= ? AND known_to > ?"""
connection.execute("CHECKPOINT")
with open(points, encoding="utf-8") as file:
    asked = [[day, day, seq, seq] for day, seq in json.load(file)]

for _ in sys.stdin:
    begin = time.perf_counter()
    answer = [connection.execute(question, point).fetchone()[0] for point in asked]
    print(json.dumps({"seconds": time.perf_counter() - begin, "answer": answer}), flush=True)
