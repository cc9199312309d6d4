"""What the containers may do and use, where the password is, and a Redis without memory left."""

import subprocess
from collections.abc import Iterator

import pytest

from client import Client, Refused
from tests.e2e.conftest import running
from tests.e2e.following import Follower, wait_for_batch, wait_for_event
from tests.e2e.project import Project

SERVICES = [
    "redis-password",
    "redis",
    "origin",
    "front",
    "worker-threads",
    "worker-processes",
    "worker-interpreters",
    "lab",
]
PASSWORD = """it's "quoted", $HOME \\n `date` #1 – ü"""  # what a shell or Redis would read as something else
MAXMEMORY_BYTES = 64 * 1024**2
FILLERS = 5
FILLER_BYTES = 16 * 1024**2  # so that the last one that fits goes far beyond the limit


@pytest.fixture(scope="module")
def project(docker: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The services with little memory for Redis, and a password from a file that only its owner may read."""
    file = tmp_path_factory.mktemp("secret") / "password"
    file.write_bytes(f"  {PASSWORD} \r\nnot this line".encode())
    file.chmod(0o600)
    with running(
        PARALLAX_REDIS_PASSWORD_FILE=str(file), PARALLAX_REDIS_MAXMEMORY=str(MAXMEMORY_BYTES)
    ) as project:
        yield project


@pytest.fixture
def client(project: Project) -> Client:
    return Client(project.url)


@pytest.mark.parametrize("service", SERVICES)
def test_the_container_has_no_rights_that_it_does_not_need_and_limits(project: Project, service: str) -> None:
    host = project.inspect()[service]["HostConfig"]
    added = [name.removeprefix("CAP_") for name in host["CapAdd"] or []]  # newer engines write the prefix

    assert host["ReadonlyRootfs"]
    assert host["CapDrop"] == ["ALL"]
    assert added == (["DAC_OVERRIDE"] if service == "redis-password" else [])
    assert host["SecurityOpt"] == ["no-new-privileges:true"]
    assert host["Memory"] > 0
    assert host["PidsLimit"] > 0
    assert host["RestartPolicy"]["Name"] == ("no" if service == "redis-password" else "unless-stopped")


def test_redis_has_the_password_of_the_file(project: Project) -> None:
    assert project.redis("config get requirepass") == ["requirepass", PASSWORD]


@pytest.mark.parametrize("service", SERVICES)
def test_the_password_is_in_no_configuration_command_line_or_log(project: Project, service: str) -> None:
    container = project.inspect()[service]["Id"]
    texts = [
        run("docker", "inspect", container),
        run("docker", "logs", container),
        run("docker", "top", container, "-eo", "pid,args") if service != "redis-password" else "",
    ]

    assert [text for text in texts if "it's" in text or "–" in text] == []


def test_a_full_redis_refuses_whole_submissions_deletes_nothing_and_works_again_with_memory(
    project: Project, client: Client
) -> None:
    assert project.redis("config get maxmemory\nconfig get maxmemory-policy") == [
        "maxmemory",
        str(MAXMEMORY_BYTES),
        "maxmemory-policy",
        "noeviction",
    ]
    follower = Follower(client)
    running_batch = client.submit({"items": [{"name": "C++"}], "time_scale": 0.5})["batch"]["id"]
    wait_for_event(follower, running_batch, "started", 1, within_secs=30)
    before = kept_keys(project)

    answers = project.redis(fillers("SETRANGE filler:{} " + f"{FILLER_BYTES - 1} x"))
    with pytest.raises(Refused) as refused:
        client.submit({"items": [{"name": f"n{number}"} for number in range(100)], "pool": "threads"})
    after = kept_keys(project)
    project.redis(fillers("DEL filler:{}"))

    assert "OOM" in "".join(answers)
    assert refused.value.status == 503
    assert "no memory left, so nothing was queued" in refused.value.detail
    assert {key for key in after if not key.startswith("filler:")} == before
    assert wait_for_batch(client, running_batch, within_secs=60)["states"]["finished"] == 1
    again = client.submit({"items": [{"name": "C"}] * 3, "pool": "threads", "time_scale": 0})["batch"]["id"]
    assert wait_for_batch(client, again, within_secs=60)["states"]["finished"] == 3


def fillers(command: str) -> str:
    """The command once for each filler, with its number."""
    return "".join(command.format(number) + "\n" for number in range(FILLERS))


def kept_keys(project: Project) -> set[str]:
    """The keys in Redis but those that workers renew all the time."""
    return {key for key in project.redis("keys *") if key and not key.startswith("rq:worker")}


def run(*command: str) -> str:
    """What the command prints, on both streams."""
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout + done.stderr
