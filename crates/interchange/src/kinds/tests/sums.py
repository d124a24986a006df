# Sums the column of a table as its own program: usage sums.py FILE HEADER [BY]. Prints rows and øre, or with the header of
# another column what stands there, rows and øre, a line each. The standard library alone.
import csv, io, sys
from decimal import Decimal

data = open(sys.argv[1], "rb").read()
try:
    text = data.decode("utf-8-sig")
except UnicodeDecodeError:
    text = data.decode("cp1252")
rows = [row for row in csv.reader(io.StringIO(text), delimiter=";") if any(cell.strip() for cell in row)]
at = rows[0].index(sys.argv[2])
by = rows[0].index(sys.argv[3]) if len(sys.argv) > 3 else None
sums = {}
for row in rows[1:]:
    amount = "".join(c for c in row[at] if not c.isspace())
    negative = amount.startswith(("-", "\u2212", "(")) or amount.endswith("-")
    number = Decimal(amount.strip("-\u2212()").replace(",", "."))
    name = None if by is None else row[by].strip()
    count, total = sums.get(name, (0, Decimal(0)))
    sums[name] = (count + 1, total + (-number if negative else number))
sys.stdout.reconfigure(encoding="utf-8")
for name, (count, total) in sums.items():
    print(*([] if by is None else [name + ";"]), count, int(total * 100))
