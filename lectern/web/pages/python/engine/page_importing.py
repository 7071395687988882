"""Imports in a page: from the zip of the libraries, without the detours of `zipimport`.

Python's own importer asks the file system several times for each module and each package. The
modules here never change, so the directory of the zip, read once, knows where everything is.
"""

import marshal
import os
import sys
import zipimport
from importlib.machinery import ModuleSpec, PathFinder

ARCHIVE = "/usr/local/lib/python315.zip"
_HEADER = 30  # bytes before the name in a zip without extra fields; the name and the data follow
_PYC = 16  # bytes before the code in a compiled module

NO_NETWORK = (
    "The Python of this page has no network: what it needs came with the page. To fetch data, "
    "download the notebook and run it on your computer."
)
SOCKET = ("socket", "create_connection", "create_server", "getaddrinfo", "gethostbyname")


def _no_network(*arguments, **options):
    raise OSError(NO_NETWORK)


class FromZip:
    """Finds and loads modules of the zip; what is not there is left to the other finders."""

    def __init__(self):
        self.zip = zipimport.zipimporter(ARCHIVE)
        self.files = zipimport._zip_directory_cache[ARCHIVE]
        self.descriptor = os.open(ARCHIVE, os.O_RDONLY)

    def find_spec(self, name, path=None, target=None):
        """Return where a module is, or None."""
        inside = name.replace(".", "/")
        entry = self.files.get(f"{inside}/__init__.pyc")
        package = entry is not None
        if not package:
            entry = self.files.get(f"{inside}.pyc")
        if entry is None:
            return None
        spec = ModuleSpec(name, self, origin=entry[0], loader_state=entry, is_package=package)
        spec.has_location = True
        if package:
            spec.submodule_search_locations.append(f"{ARCHIVE}/{inside}")
        return spec

    def create_module(self, spec):
        """Leave it to Python to make the module."""

    def exec_module(self, module):
        """Run the code of a module."""
        exec(self._code(module.__spec__.loader_state), module.__dict__)
        if module.__name__ == "socket":
            for name in SOCKET:
                setattr(module, name, _no_network)

    def get_code(self, name):
        """Return the code of a module."""
        return self._code(self.find_spec(name).loader_state)

    def _code(self, entry):
        start = entry[4] + _HEADER + len(entry[0]) - len(ARCHIVE) - 1
        return marshal.loads(os.pread(self.descriptor, entry[2], start)[_PYC:])

    def is_package(self, name):
        """Whether a module is a package."""
        return self.find_spec(name).submodule_search_locations is not None

    def get_source(self, name):
        """Return None: the zip holds compiled modules only."""

    def get_data(self, path):
        """Return the content of a file of the zip."""
        return self.zip.get_data(path)

    def get_resource_reader(self, name):
        """Return what `importlib.resources` reads a package with."""
        return self.zip.get_resource_reader(name)


def install():
    """Ask the zip before the folders of the path."""
    sys.meta_path.insert(sys.meta_path.index(PathFinder), FromZip())
