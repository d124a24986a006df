# Sums the column of a table as its own program: usage sums.py FILE HEADER. Prints rows and øre. The standard library alone.
import csv, io, sys
from decimal import Decimal

data = open(sys.argv[1], "rb").read()
try:
    text = data.decode("utf-8-sig")
except UnicodeDecodeError:
    text = data.decode("cp1252")
rows = [row for row in csv.reader(io.StringIO(text), delimiter=";") if any(cell.strip() for cell in row)]
at = rows[0].index(sys.argv[2])
total = Decimal(0)
for row in rows[1:]:
    amount = "".join(c for c in row[at] if not c.isspace())
    negative = amount.startswith(("-", "\u2212", "(")) or amount.endswith("-")
    number = Decimal(amount.strip("-\u2212()").replace(",", "."))
    total += -number if negative else number
print(len(rows) - 1, int(total * 100))
