"""frictionless accepts the data package, and rejects it after one changed byte of equal length.

Usage: package.py FOLDER
"""
import json
import pathlib
import shutil
import sys
import tempfile

from frictionless import Package, system, validate

folder = pathlib.Path(sys.argv[1])
with tempfile.TemporaryDirectory() as place:
    copy = pathlib.Path(place) / "package"
    shutil.copytree(folder, copy)
    report = validate(str(copy / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])[:5]
    package = Package(str(copy / "datapackage.json"))
    rows = {resource.name: len(resource.read_rows()) for resource in package.resources}
    manifest = json.load(open(copy / "manifest.json"))
    assert {f["name"].removesuffix(".csv").replace("_", "-"): f["rows"] for f in manifest["files"]} == rows
    victim = copy / "spells.csv"
    data = bytearray(victim.read_bytes())
    at = data.rindex(b"20")
    data[at : at + 2] = b"19"
    victim.write_bytes(bytes(data))
    report = validate(str(copy / "datapackage.json"))
    assert not report.valid, "a changed byte was not noticed"
    assert any(error[0].startswith("hash") for error in report.flatten(["type"])), report.flatten(["type", "message"])[:5]
print(f"frictionless: {len(rows)} tables, {sum(rows.values())} rows; a changed byte is noticed")
