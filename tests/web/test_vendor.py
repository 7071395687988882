"""Third-party files: committed is what the recipe makes, and each has its licence."""

import hashlib
import importlib.util
import re
import shutil
import subprocess

import pytest

from tests.conftest import ROOT

VENDOR = ROOT / "lectern" / "web" / "vendor"
SUMS = VENDOR / "SHA256SUMS"
OURS = {"README.md", "refresh.py", "SHA256SUMS"}
AGAIN = "run   python lectern/web/vendor/refresh.py   and commit what it changes"


@pytest.fixture(scope="module")
def refresh():
    """The recipe, as a module."""
    spec = importlib.util.spec_from_file_location("refresh", VENDOR / "refresh.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sums(folder):
    """Return the hash of each vendored file of a folder."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts and file.name not in OURS
    }


def recorded():
    """Return the hash of each file as the recipe wrote it down."""
    lines = SUMS.read_text("utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


def registry_answers():
    """Return whether npm is there and reaches its registry."""
    if shutil.which("npm") is None:
        return False
    return subprocess.run(["npm", "ping"], capture_output=True, timeout=60).returncode == 0


def test_every_file_is_the_one_that_was_recorded():
    assert sums(VENDOR) == recorded(), AGAIN


def other_versions(refresh, folder):
    """Return the packages whose pinned version is not the one that files and README show."""
    readme = folder / "README.md"
    told = [refresh.KATEX, refresh.SERIF]
    for packages, _ in refresh.BUNDLES.values():
        told += [f"{name}@{version}" for name, version in packages.items() if len(packages) == 1]
    places = [
        (pinned, readme, "`{}` on npm | {} |".format(*pinned.rsplit("@", 1))) for pinned in told
    ]
    katex = refresh.KATEX.rpartition("@")[2]
    places.append((refresh.KATEX, folder / "katex.min.js", f'version:"{katex}"'))
    places.append((refresh.KATEX, folder / "site/katex.css", f'content:"{katex}"'))
    return sorted({pinned for pinned, file, said in places if said not in file.read_text("utf-8")})


def test_the_recipe_makes_the_same_bytes_again(refresh, tmp_path, monkeypatch):
    if registry_answers():
        monkeypatch.setattr(refresh, "HERE", tmp_path)
        refresh.main()
        assert sums(tmp_path) == sums(VENDOR), AGAIN
        assert (tmp_path / "SHA256SUMS").read_bytes() == SUMS.read_bytes(), AGAIN
    else:  # nothing can be made here: what was made elsewhere must be of the versions pinned
        assert other_versions(refresh, VENDOR) == [], AGAIN


@pytest.mark.parametrize("name", ["KATEX", "SERIF"])
def test_another_version_than_the_recipe_pins_is_noticed(refresh, monkeypatch, name):
    other = f"{getattr(refresh, name).rpartition('@')[0]}@9.9.9"
    monkeypatch.setattr(refresh, name, other)
    assert other_versions(refresh, VENDOR) == [other]


def test_another_version_of_a_bundle_than_the_recipe_pins_is_noticed(refresh, monkeypatch):
    monkeypatch.setitem(refresh.BUNDLES, "dompurify.js", ({"dompurify": "9.9.9"}, ""))
    assert other_versions(refresh, VENDOR) == ["dompurify@9.9.9"]


def test_every_version_is_pinned(refresh):
    exact = re.compile(r"\d+\.\d+\.\d+")
    for package in (refresh.KATEX, refresh.SERIF):
        assert exact.fullmatch(package.rpartition("@")[2])
    for packages, _ in refresh.BUNDLES.values():
        assert all(exact.fullmatch(version) for version in packages.values())
    assert exact.fullmatch(refresh.ESBUILD)


def test_every_bundle_is_described_and_brings_its_licences(refresh):
    readme = (VENDOR / "README.md").read_text("utf-8")
    for name, (packages, _) in refresh.BUNDLES.items():
        assert f"`site/vendor/{name}`" in readme, f"{name} is not in vendor/README.md"
        licences = (VENDOR / "site/licences" / name.replace(".js", ".txt")).read_text("utf-8")
        for package, version in packages.items():
            assert f"{package} {version}\n" in licences
    for named in re.findall(r"`(site/licences/[\w.-]+)`", readme):
        assert (VENDOR / named).is_file(), f"vendor/README.md names {named}, which is not there"


def test_a_changed_byte_is_noticed(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/d3.js").write_bytes(b"let a = 1;")
    before = sums(tmp_path)
    (tmp_path / "site/d3.js").write_bytes(b"let a = 2;")
    assert sums(tmp_path) != before
