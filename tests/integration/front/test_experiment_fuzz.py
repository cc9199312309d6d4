"""Whatever JSON is sent as an experiment: it is queued, or refused with the name of the field."""

import os
from typing import Any

from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from lab.experiment import WORKLOADS

PATH = "/api/v1/experiments"
numbers = st.one_of(
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([True, 0, -0.0, 1e308, 5e-324, 2**63, 10**400, 1.0000001]),
)
scalars = st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=30))
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
    max_leaves=20,
)
names = st.sampled_from(["sequential", "thread_pool", "distributed", "distributed:any", "", "\x00", "线程"])
leg = st.fixed_dictionaries({"model": names | anything}, optional={"python": names, "pool": names | anything})
nearly_right = {
    "workload": st.sampled_from(WORKLOADS),
    "models": st.lists(names, max_size=4),
    "pythons": st.lists(names, max_size=3),
    "distributed": st.lists(st.sampled_from(["threads", "any", "gpu"]), max_size=3),
    "legs": st.lists(leg, max_size=4),
    "tasks": st.integers(0, 1_001),
    "slots": st.integers(0, 65),
    "repeats": st.integers(0, 21),
    "seed": st.integers(),
    "scale": st.floats(0.001, 25),
    "prediction": st.lists(names, max_size=4),
}
bodies = st.fixed_dictionaries(
    {"workload": nearly_right["workload"] | anything},
    optional={name: nearly_right[name] | anything for name in nearly_right if name != "workload"},
)


@settings(
    max_examples=int(os.environ.get("PARALLAX_TEST_FUZZ_EXAMPLES", "150")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(body=bodies | st.dictionaries(st.text(min_size=1, max_size=10), anything, max_size=4))
def test_any_json_is_queued_or_refused_by_the_name_of_a_field(
    client: FlaskClient, redis: "Redis", body: dict[str, Any]
) -> None:
    redis.flushdb()
    answer = client.post(PATH, json=body)
    assert answer.status_code in (202, 400, 422), answer.text
    if answer.status_code == 422:
        assert all(error["field"] for error in answer.get_json()["errors"]), answer.text
    if answer.status_code != 202:
        assert redis.dbsize() == 0
