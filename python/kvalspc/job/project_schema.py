"""The JSON Schema of the project file: for editors, and for programs that write one."""

from __future__ import annotations

from typing import Any

from kvalspc.job.project import Project


def project_schema() -> dict[str, Any]:
    """Return the schema (draft 2020-12). TOML dates are strings of the format "date" there.

    The version is the key `schema_version` of a project file: raised when a file that was right becomes wrong. New
    keys do not raise it.
    """
    schema = Project.model_json_schema(by_alias=True)
    said = {"indicator", "project"}  # by the tables of imongr, where the file has none of its own
    schema["required"] = [key for key in schema["required"] if key not in said]
    schema["anyOf"] = [{"required": sorted(said)}, {"required": ["imongr"]}]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "kvalspc project file",
        "x-schema-version": schema["properties"]["schema_version"]["const"],
        **{k: v for k, v in schema.items() if k != "title"},
    }
