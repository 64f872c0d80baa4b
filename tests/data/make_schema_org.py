"""Writes schema_org.json: types, properties, domains and ranges of the vocabulary of schema.org.

    python tests/data/make_schema_org.py schemaorg-current-https.jsonld 30.0

The file is https://schema.org/version/30.0/schemaorg-current-https.jsonld; the same file is in
github.com/schemaorg/schemaorg, data/releases/30.0/. Only facts are kept, no words of its authors.
"""

import json
import sys
from pathlib import Path
from typing import Any


def names(value: Any) -> list[str]:
    """The terms that a value of the file refers to."""
    values = value if isinstance(value, list) else [value] if value else []
    return sorted(each["@id"].removeprefix("schema:") for each in values)


def table(graph: list[dict[str, Any]], release: str) -> dict[str, Any]:
    """The parents of each type, domains and ranges of each property, members of enumerations."""
    types: dict[str, list[str]] = {}
    properties: dict[str, list[list[str]]] = {}
    members: dict[str, list[str]] = {}
    for term in graph:
        name = term["@id"].removeprefix("schema:")
        kinds = term["@type"] if isinstance(term["@type"], list) else [term["@type"]]
        if "rdfs:Class" in kinds:
            types[name] = names(term.get("rdfs:subClassOf"))
        elif "rdf:Property" in kinds:
            domains = names(term.get("schema:domainIncludes"))
            properties[name] = [domains, names(term.get("schema:rangeIncludes"))]
        else:
            members[name] = [kind.removeprefix("schema:") for kind in kinds]
    return {"release": release, "types": types, "properties": properties, "members": members}


def main() -> None:
    """Write the table beside this script, a term a line."""
    vocabulary = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    parts = []
    for name, value in table(vocabulary["@graph"], sys.argv[2]).items():
        if isinstance(value, str):
            parts.append(f'"{name}": "{value}"')
        else:
            lines = ",\n".join(f'"{term}":{_short(value[term])}' for term in sorted(value))
            parts.append(f'"{name}": {{\n{lines}\n}}')
    text = "{\n" + ",\n".join(parts) + "\n}\n"
    Path(__file__).with_name("schema_org.json").write_text(text, encoding="utf-8")


def _short(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


if __name__ == "__main__":
    main()
