"""The image and the cluster, as far as they can be read without a container engine."""

import re

import yaml

from tests.house.plan import HOUSE

COMPOSE = yaml.safe_load((HOUSE / "compose.yaml").read_text())
DOCKERFILE = (HOUSE / "Dockerfile").read_text()


def test_the_image_runs_as_a_user_of_its_own_and_copies_only_what_is_there():
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    copied = [line.split()[1:-1] for line in DOCKERFILE.splitlines() if line.startswith("COPY ") and "--from" not in line]
    missing = [name for names in copied for name in names if not (HOUSE / name).exists()]

    assert re.findall(r"^USER (\S+)$", last, re.M) == ["tiro"]
    assert missing == []


def test_the_docker_context_holds_what_is_copied():
    ignored = (HOUSE / ".dockerignore").read_text().splitlines()
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    copied = {
        name.split("/")[0]
        for line in DOCKERFILE.splitlines() if line.startswith("COPY ") and "--from" not in line
        for name in line.split()[1:-1]
    }

    assert ignored[0] == "*"
    assert copied <= let_in


def test_the_cluster_has_several_apps_one_migration_and_tls_in_front():
    services = COMPOSE["services"]

    assert services["app"]["deploy"]["replicas"] >= 2
    assert services["migrate"]["command"] == ["migrate"]
    assert services["app"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert [name for name, service in services.items() if service.get("ports")] == ["proxy"]
    assert "443:443" in services["proxy"]["ports"]


def test_compose_sets_only_settings_that_exist():
    source = "\n".join(path.read_text() for path in (HOUSE / "api").rglob("*.py"))
    named = {name for name in COMPOSE["services"]["app"]["environment"] if name.startswith("TIRO_")}

    assert {name for name in named if name not in source} == set()
