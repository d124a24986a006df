"""DuckDB reads the tables and the bitemporal table, from Parquet and from CSV, and gives the same outcomes and stocks.

Usage: duck.py TABLES-PARQUET TABLES-CSV BITEMPORAL.parquet BITEMPORAL.csv [STOCKS.json]

STOCKS.json is a list of [day, position, participants] as `hovedbok state` answers.
"""
import json
import sys

import duckdb

parquet, tables, bitemporal, bitemporal_csv, *stocks = sys.argv[1:]
db = duckdb.connect()
CSV = "read_csv('{}', header = true, nullstr = '')"
names = ["enrolments", "stays", "segments", "gaps", "spells", "states", "events", "event_values", "codebook"]
rows = 0
for name in names:
    one, other = f"'{parquet}/{name}.parquet'", f"read_csv('{tables}/{name}.csv', header = true, all_varchar = true)"
    columns = [row[0] for row in db.sql(f"describe select * from {one}").fetchall()]
    texts = ", ".join(f"coalesce(cast(\"{column}\" as varchar), '')" for column in columns)
    difference = f"(select {texts} from {{}} except all select {texts} from {{}})"
    for a, b in ((one, other), (other, one)):
        assert db.sql(f"select count(*) from {difference.format(a, b)}").fetchall() == [(0,)], name
    rows += db.sql(f"select count(*) from {one}").fetchall()[0][0]
types = dict(row[:2] for row in db.sql(f"describe select * from '{parquet}/stays.parquet'").fetchall())
assert (types["from"], types["days"], types["left_truncated"]) == ("DATE", "BIGINT", "BOOLEAN"), types

# The outcomes: exits by destination, from the stays and from the bitemporal table as it is known at its end.
of_stays = db.sql(f"""
    select destination, count(*) from '{parquet}/stays.parquet' where "to" is not null group by all order by all
""").fetchall()
of_patches = db.sql(f"""
    select code, count(*) from '{bitemporal}'
    where kind = 'stay' and known_to is null and code not in ('open', 'goes_on') group by all order by all
""").fetchall()
assert of_stays == of_patches, (of_stays, of_patches)

said = f"DuckDB: {rows} rows of {len(names)} tables, {len(of_stays)} destinations"
if stocks:
    STOCK = """
        select count(distinct participant) from {} where kind = 'status' and code in ('in_programme', 'suspended')
        and valid_from <= $day and (valid_to is null or $day < valid_to)
        and known_from <= $position and (known_to is null or $position < known_to)
    """
    for source in (f"'{bitemporal}'", CSV.format(bitemporal_csv)):
        db.sql(f"create or replace table patches as select * from {source}")
        for day, position, expected in json.load(open(stocks[0])):
            found = db.execute(STOCK.format("patches"), {"day": day, "position": position}).fetchall()[0][0]
            assert found == expected, (source, day, position, found, expected)
    said += f", the stock at {len(json.load(open(stocks[0])))} points of both times"
print(said)
