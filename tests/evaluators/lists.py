"""Reads lists written as workbooks with openpyxl, and compares them with the answer.

Usage: lists.py WORKBOOK ANSWER.json"""
import datetime, json, pathlib, sys
from openpyxl import load_workbook

book = load_workbook(sys.argv[1])
rows = json.loads(pathlib.Path(sys.argv[2]).read_text())["result"]["rows"]
sheet = book.worksheets[0]
header, *cells = list(sheet.iter_rows(values_only=True))
assert len(cells) == len(rows), (len(cells), len(rows))
at = {label: place for place, label in enumerate(header)}
for cell, row in zip(cells, rows):
    assert cell[at["participant"]] == row["participant"], (cell, row)
    since = cell[at["since"]]
    assert isinstance(since, datetime.datetime) and since.date().isoformat() == row["since"], (cell, row)
    assert cell[at["office"]] == row["office"] and cell[at["last entry"]] == row["last_entry"], (cell, row)
assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref
assert all(one.data_type != "f" for line in sheet for one in line)
print(len(rows), "rows, the same as in the answer")
