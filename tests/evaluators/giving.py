"""jsonschema with format checking accepts the grants.

Usage: giving.py GRANTS.json PACKAGE-SCHEMA GRANT-SCHEMA
"""
import json
import sys

import jsonschema
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

document, package, item = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:4])
# The package's schema refers to an older address of the grants' schema.
older = item["$id"].replace("1.4.3", "1.4.2")
resource = Resource.from_contents(item, default_specification=DRAFT202012)
registry = Registry().with_resources([(item["$id"], resource), (older, resource)])
validator = jsonschema.Draft202012Validator(package, registry=registry, format_checker=jsonschema.FormatChecker())
errors = [error.message for error in validator.iter_errors(document)]
assert not errors, errors[:5]
for grant in document["grants"]:
    assert isinstance(grant["amountAwarded"], (int, float)), grant
assert len({grant["id"] for grant in document["grants"]}) == len(document["grants"])
broken = json.loads(json.dumps(document))
broken["grants"][0]["awardDate"] = "31.12.2009"
assert list(validator.iter_errors(broken)), "a date of another form was accepted"
print(f"jsonschema: {len(document['grants'])} grants")
