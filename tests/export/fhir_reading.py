"""Checks a Bundle by fhir.resources (R4B: the kinds made here are the same in R4), and by what its models know beyond that.

The package itself accepts codes that are in no list and references to kinds that are not allowed; its models carry both
lists, and they are enforced here. It does not look for references that lead nowhere: that is done here too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fhir.resources.R4B.bundle import Bundle
from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Iterator


def wrong_by_models(bundle: dict[str, Any]) -> list[str]:
    """What the models say against the Bundle; ValidationError where its structure is wrong."""
    kinds = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in bundle["entry"]}
    return [*_walk(Bundle.model_validate(bundle), kinds, "Bundle")]


def _walk(model: BaseModel, kinds: dict[str, str], path: str) -> Iterator[str]:
    for name, field in type(model).model_fields.items():
        value = getattr(model, name, None)
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        for each in value if isinstance(value, list) else [value]:
            if each is not None:
                yield from _of_value(each, extra, kinds, f"{path}.{name}")


def _of_value(value: Any, extra: dict[str, Any], kinds: dict[str, str], path: str) -> Iterator[str]:
    codes, targets = extra.get("enum_values"), extra.get("enum_reference_types")
    if codes and isinstance(value, str) and value not in codes:
        yield f"{path}: {value} is none of {codes}"
    if url := getattr(value, "reference", None):
        if isinstance(url, str) and url not in kinds:
            yield f"{path} leads nowhere"
        elif isinstance(url, str) and targets and not {kinds[url], "Resource"} & {*targets}:
            yield f"{path} leads to a {kinds[url]}, allowed are {targets}"
    if isinstance(value, BaseModel):
        yield from _walk(value, kinds, path)
