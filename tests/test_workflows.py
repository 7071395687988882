"""The workflows of the public repository: make targets alone, pinned actions, few permissions."""

import re

import pytest
import yaml

from tests.conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
WRITES = {("publish", "deploy"): {"pages", "id-token"}, ("publish", "notebooks"): {"contents"}}
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)+")


def faults(text, name):
    """Return what is wrong with a workflow."""
    flow, found = yaml.safe_load(text), []
    triggers = flow[True]  # YAML reads the word on as true
    if set(triggers) - {"pull_request", "push", "workflow_dispatch"}:
        found.append("trigger")
    if flow.get("permissions") != {"contents": "read"}:
        found.append("permissions of the workflow")
    for used in re.findall(r"^\s*(?:- )?uses: (.*)$", text, re.MULTILINE):
        if not PINNED.fullmatch(used):
            found.append(f"not pinned: {used}")
    for job, told in flow["jobs"].items():
        granted = {key for key, value in told.get("permissions", {}).items() if value != "read"}
        if granted - WRITES.get((name, job), set()):
            found.append(f"permissions of {job}: {sorted(granted)}")
        if "timeout-minutes" not in told:
            found.append(f"no end of time: {job}")
        for step in told["steps"]:
            if "run" in step and not (
                (match := re.fullmatch(r"make ([a-z]+)", step["run"])) and match[1] in TARGETS
            ):
                found.append(f"not a make target: {step['run']}")
            if step.get("uses", "").startswith("actions/checkout@") and (
                step.get("with", {}).get("persist-credentials") is not False
            ):
                found.append(f"keeps the token: {job}")
    return found


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_a_workflow_is_sound(file):
    assert faults(file.read_text("utf-8"), file.stem) == []


def test_pull_requests_are_tested_and_shown_and_main_is_published():
    flows = {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in WORKFLOWS}
    runs = {
        name: [step.get("run") for job in flow["jobs"].values() for step in job["steps"]]
        for name, flow in flows.items()
    }
    assert "pull_request" in flows["test"][True]
    assert {"make test", "make book"} <= set(runs["test"])
    assert flows["publish"][True] == {"push": {"branches": ["main"]}}
    assert {"make test", "make notebooks"} <= set(runs["publish"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("pull_request:", "pull_request_target:"),
        ("contents: read", "contents: write"),
        ("run: make test", "run: make lunch"),
        ("run: make test", "run: make test || true"),
        ("run: make test", "run: pip install x"),
        ("@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "@v7"),
        (" # v7.0.1", ""),
        ("persist-credentials: false", "persist-credentials: true"),
        ("timeout-minutes: 60", "name: x"),
    ],
)
def test_a_fault_in_a_workflow_is_noticed(old, new):
    text = (ROOT / ".github/workflows/test.yml").read_text("utf-8")
    assert old in text
    assert faults(text.replace(old, new), "test")
