"""Problem details: written by a service, read by a client."""

import pytest

from service_kit.problems import ProblemDetails


def test_a_problem_is_read_as_it_was_written() -> None:
    problem = ProblemDetails(422, "items: too many", errors=[{"field": "items"}], members={"limit": 3})
    written = problem.to_dict()
    assert written == {
        "type": "about:blank",
        "title": "Unprocessable Entity" if written["title"].endswith("Entity") else "Unprocessable Content",
        "status": 422,
        "detail": "items: too many",
        "limit": 3,
        "errors": [{"field": "items"}],
    }


def test_a_status_without_a_name_is_an_error() -> None:
    assert ProblemDetails(599, "on demand").to_dict()["title"] == "Error"


@pytest.mark.parametrize("body", ["", "nothing", "[]", "{}", '{"detail": 3}'])
def test_a_body_that_is_no_problem_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        ProblemDetails.from_json(body, status=500)


def test_nonsense_in_a_problem_does_not_hide_its_detail() -> None:
    problem = ProblemDetails.from_json('{"detail": "no", "errors": [1, {"a": 2}], "status": 1}', status=400)
    assert (problem.status, problem.detail, problem.errors) == (400, "no", [{"a": 2}])
