"""The API's description: valid, complete, and shown by /docs without another host."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from front.app import create_app
from front.settings import FrontSettings
from wire import POOLS

METHODS = {"get", "post", "put", "patch", "delete", "head", "options", "trace"}
OTHER_ROUTES = {"/", "/docs", "/openapi.json"}  # pages, and the description itself


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """The application; nothing here needs Redis."""
    return create_app(FrontSettings(redis_url="redis://127.0.0.1:1/0")).test_client()


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> Any:
    """The description."""
    return client.get("/openapi.json").get_json()


def operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    for path, item in document["paths"].items():
        for method in METHODS & item.keys():
            yield path, method, item[method]


def test_it_is_openapi_3_with_a_title_and_a_version(document: Any) -> None:
    assert re.fullmatch(r"3\.[12]\.\d+", document["openapi"])
    assert document["info"]["title"] == "Parallax"
    assert document["info"]["version"]


def test_every_reference_leads_somewhere(document: Any) -> None:
    def references(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            yield from [node["$ref"]] if isinstance(node.get("$ref"), str) else []
            for value in node.values():
                yield from references(value)
        elif isinstance(node, list):
            for value in node:
                yield from references(value)

    found = set(references(document))
    assert "#/components/schemas/Submission" in found
    for reference in found:
        node = document
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]


def test_a_submission_may_ask_for_every_pool(document: Any) -> None:
    pool = document["components"]["schemas"]["Submission"]["properties"]["pool"]
    assert pool["enum"] == list(POOLS)


def test_an_item_needs_a_name_or_a_url(document: Any) -> None:
    item = document["components"]["schemas"]["Item"]
    assert [(one["required"], list(one["properties"])) for one in item["anyOf"]] == [
        (["name"], ["name"]),
        (["url"], ["url"]),
    ]


@pytest.mark.parametrize("what", ["downloads", "batches"])
@pytest.mark.parametrize(("path", "method"), [("/{id}", "delete"), ("/{id}/retry", "post")])
def test_what_changes_something_without_a_body_says_which_header_it_needs(
    document: Any, what: str, path: str, method: str
) -> None:
    parameters = document["paths"][f"/api/v1/{what}{path}"][method]["parameters"]
    assert [p["name"] for p in parameters if p["in"] == "header"] == ["X-Parallax"]


def test_every_operation_has_an_id_of_its_own_a_summary_and_described_answers(document: Any) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    for path, method, operation in operations(document):
        assert operation["summary"], (method, path)
        assert operation["responses"], (method, path)
        for status, answer in operation["responses"].items():
            assert re.fullmatch(r"[2-5]\d\d", status)
            assert answer["description"], (method, path, status)


def test_every_path_parameter_is_declared_and_required(document: Any) -> None:
    for path, _, operation in operations(document):
        declared = {p["name"]: p for p in operation.get("parameters", []) if p["in"] == "path"}
        assert set(re.findall(r"{(\w+)}", path)) == declared.keys()
        assert all(parameter["required"] for parameter in declared.values())


def test_every_error_is_described_as_problem_details(document: Any) -> None:
    for path, method, operation in operations(document):
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], (method, path, status)


def test_it_lists_every_route(client: FlaskClient, document: Any) -> None:
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in client.application.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.rule.startswith(("/compare", "/docs", "/static")) and rule.rule not in OTHER_ROUTES
    }
    assert routes == {(path, method) for path, method, _ in operations(document)}
    assert len(routes) >= 12


def test_the_documentation_and_all_it_loads_come_from_here(client: FlaskClient) -> None:
    answer = client.get("/docs", follow_redirects=True)
    assert answer.status_code == 200
    loaded = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
    assert any("swagger-ui-bundle.js" in link for link in loaded)
    for link in loaded:
        assert not link.startswith(("http:", "https:", "//")), link
        with client.get(f"/docs/{link}") as part:
            assert part.status_code == 200
            assert part.data
            if link.endswith(".css"):
                assert not re.search(rb"url\([\"']?(https?:)?//|@import", part.data)
    assert '"validatorUrl": null' in answer.text.replace('\\"', '"')  # else Swagger UI asks a host outside
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    [url] = re.findall(r'new URL\("([^"]+)"', answer.text)
    with client.get(url if url.startswith("/") else f"/docs/{url}") as description:
        assert description.status_code == 200
        assert description.get_json()["paths"]
