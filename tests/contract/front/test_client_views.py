"""The client's types are those of the API's description: the same fields, of the same types."""

import inspect
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from client import Client, views
from front.app import create_app
from front.settings import FrontSettings

VIEWS = {name: view for name, view in vars(views).items() if is_typeddict(view) and name != "Links"}
SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


@pytest.fixture(scope="module")
def schemas() -> Any:
    """The schemas of the description; making it needs no Redis."""
    client = create_app(FrontSettings(redis_url="redis://127.0.0.1:1/0")).test_client()
    return client.get("/openapi.json").get_json()["components"]["schemas"]


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_has_the_fields_and_types_of_the_description(name: str, schemas: Any) -> None:
    described = schemas[name]
    hints = get_type_hints(VIEWS[name])

    assert {field: typed(hint) for field, hint in hints.items()} == {
        field: described_type(schema, schemas) for field, schema in described["properties"].items()
    }
    assert set(described["required"]) == VIEWS[name].__required_keys__


def test_every_answer_of_the_client_is_held_to_it() -> None:
    answers = {
        answer
        for _, method in inspect.getmembers(Client, inspect.isfunction)
        for answer in leaves(get_type_hints(method)["return"])
        if is_typeddict(answer)
    }
    assert answers <= set(VIEWS.values())
    assert {view.__name__ for view in answers} >= {"Accepted", "BatchView", "DownloadView", "WorkersView"}


def leaves(hint: Any) -> set[Any]:
    parts = get_args(hint)
    return set().union(*map(leaves, parts)) if parts else {hint}


def typed(hint: Any) -> str:
    """A type of the client, as text."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is UnionType:
        return " | ".join(sorted(map(typed, parts)))
    if origin is list:
        return f"list[{typed(parts[0])}]"
    if origin is dict:
        return f"dict[{typed(parts[1])}]"
    return {NoneType: "None", Any: "Any"}.get(hint) or hint.__name__


def described_type(schema: Any, schemas: Any) -> str:
    """The same of a JSON schema."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return name if "properties" in schemas[name] else described_type(schemas[name], schemas)
    if "anyOf" in schema:
        return " | ".join(sorted(described_type(one, schemas) for one in schema["anyOf"]))
    kind = schema.get("type")
    if kind == "array":
        return f"list[{described_type(schema['items'], schemas)}]"
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"dict[{described_type(values, schemas) if isinstance(values, dict) else 'Any'}]"
    return SCALARS.get(kind, "Any")
