"""The page's scripts get the protocol's constants from the server."""

import json
import re
from pathlib import Path

from front.app import create_app
from front.page_constants import page_constants
from front.settings import FrontSettings
from wire import EVENT_TYPES, POOLS, STATES

USED_BY_TESTS = Path(__file__).parents[2] / "web" / "constants.json"


def test_the_page_holds_the_constants_as_json() -> None:
    settings = FrontSettings(redis_url="redis://127.0.0.1:1", max_items=77)
    page = create_app(settings).test_client().get("/").text
    found = re.search(r'<script type="application/json" id="constants">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    constants = json.loads(found[1])
    assert constants["states"] == list(STATES)
    assert constants["event_types"] + constants["experiment_event_types"] == list(EVENT_TYPES)
    assert constants["pools"] == list(POOLS)
    assert constants["limits"]["max_items"] == 77


def test_the_constants_are_json() -> None:
    constants = page_constants(FrontSettings())
    assert json.loads(json.dumps(constants)) == {
        name: list(value) if isinstance(value, tuple) else value for name, value in constants.items()
    }


def test_the_tests_of_the_page_use_the_same_constants() -> None:
    constants = json.loads(json.dumps(page_constants(FrontSettings())))
    used = json.loads(USED_BY_TESTS.read_text())
    used["limits"] = constants["limits"] | used["limits"]
    assert constants | used == constants
