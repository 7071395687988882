"""Fetch the vendored files again, at the versions pinned here, from the npm registry.

    python lectern/web/vendor/refresh.py

Needs npm. The result is committed, so that nobody needs Node to build the book; running this again
must leave `git status` clean.
"""

import pathlib
import re
import subprocess
import tarfile
import tempfile

HERE = pathlib.Path(__file__).parent
KATEX = "katex@0.19.1"
SERIF = "@fontsource-variable/source-serif-4@5.3.1"


def main():
    """Fetch both packages and write the files that the book uses."""
    with tempfile.TemporaryDirectory() as folder:
        katex = unpack(KATEX, pathlib.Path(folder, "katex"))
        serif = unpack(SERIF, pathlib.Path(folder, "serif"))
        site = HERE / "site"
        write(HERE / "katex.min.js", (katex / "dist/katex.min.js").read_bytes())
        css = (katex / "dist/katex.min.css").read_text(encoding="utf-8")
        # every browser with the features of this book reads WOFF2: drop the older formats
        css = re.sub(r',url\([^)]*\.(?:woff|ttf)\) format\("[a-z]+"\)', "", css)
        write(site / "katex.css", css.encode())
        for font in sorted((katex / "dist/fonts").glob("*.woff2")):
            write(site / "fonts" / font.name, font.read_bytes())
        for style in ("normal", "italic"):
            name = f"source-serif-4-latin-wght-{style}.woff2"
            write(site / "fonts" / name, (serif / "files" / name).read_bytes())
        write(site / "licences/katex.txt", (katex / "LICENSE").read_bytes())
        write(site / "licences/source-serif-4.txt", (serif / "LICENSE").read_bytes())


def unpack(package, folder):
    """Fetch a package and unpack it; return the folder of its content."""
    folder.mkdir()
    subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def write(path, content):
    """Write a file, with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


if __name__ == "__main__":
    main()
