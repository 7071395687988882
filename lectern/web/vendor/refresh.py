"""Fetch or bundle the vendored files again, at the versions pinned here, from the npm registry.

    python lectern/web/vendor/refresh.py

Needs npm. The result is committed, so that nobody needs Node to build the book; running this again
must leave `git status` clean.
"""

import hashlib
import json
import pathlib
import re
import subprocess
import tarfile
import tempfile

HERE = pathlib.Path(__file__).parent
KATEX = "katex@0.19.1"
SERIF = "@fontsource-variable/source-serif-4@5.3.1"
ESBUILD = "0.28.2"
# What a bundle holds: the packages with every dependency pinned, and what its users may import.
BUNDLES = {
    "d3.js": (
        {
            "d3-array": "3.2.4",
            "d3-color": "3.1.0",
            "d3-format": "3.1.0",
            "d3-interpolate": "3.0.1",
            "d3-path": "3.1.1",
            "d3-scale": "4.0.3",
            "d3-shape": "3.2.1",
            "d3-time": "3.1.0",
            "d3-time-format": "4.1.0",
            "internmap": "2.0.3",
        },
        'export { scaleLinear } from "d3-scale"; export { curveMonotoneX, line } from "d3-shape";',
    ),
    "codemirror.js": (
        {
            "@codemirror/autocomplete": "6.20.4",
            "@codemirror/commands": "6.11.1",
            "@codemirror/lang-python": "6.2.1",
            "@codemirror/language": "6.13.1",
            "@codemirror/state": "6.7.6",
            "@codemirror/view": "6.43.15",
            "@lezer/common": "1.5.5",
            "@lezer/highlight": "1.2.5",
            "@lezer/lr": "1.4.12",
            "@lezer/python": "1.1.19",
            "@marijn/find-cluster-break": "1.0.4",
            "crelt": "1.0.7",
            "style-mod": "4.1.4",
            "w3c-keyname": "2.2.8",
        },
        # its styles go into a constructed sheet: a strict policy refuses a <style> element
        """
        import { StyleModule } from "style-mod";
        const mounted = new Set();
        StyleModule.mount = (root, modules) => {
          for (const each of [modules].flat().filter((one) => !mounted.has(one))) {
            mounted.add(each);
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(each.getRules());
            root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
          }
        };
        export { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
        export { pythonLanguage } from "@codemirror/lang-python";
        export { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
        export { syntaxHighlighting } from "@codemirror/language";
        export { Compartment, EditorState } from "@codemirror/state";
        export { EditorView, highlightSpecialChars, keymap } from "@codemirror/view";
        export { classHighlighter } from "@lezer/highlight";
        """,
    ),
    "dompurify.js": (
        {"dompurify": "3.4.18"},
        'export { default } from "dompurify";',
    ),
    "wasi-shim.js": (
        {"@bjorn3/browser_wasi_shim": "0.4.2"},
        'export * from "@bjorn3/browser_wasi_shim";',
    ),
}


def main():
    """Fetch the packages and write the files that the book uses."""
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
        for name, (packages, entry) in BUNDLES.items():
            bundle(name, packages, entry, pathlib.Path(folder, name))
    record()


def bundle(name, packages, entry, folder):
    """Write one module that holds what `entry` exports, and the licences of its packages."""
    folder.mkdir()
    wanted = {"private": True, "dependencies": packages | {"esbuild": ESBUILD}}
    (folder / "package.json").write_text(json.dumps(wanted), encoding="utf-8")
    (folder / "entry.js").write_text(entry, encoding="utf-8")
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True
    )
    subprocess.run(
        [
            "npx", "esbuild", "entry.js", "--bundle", "--minify", "--format=esm",
            "--target=es2022", "--legal-comments=none", "--outfile=out.js", "--log-level=error",
        ],
        cwd=folder,
        check=True,
    )  # fmt: skip
    write(HERE / "site/vendor" / name, (folder / "out.js").read_bytes())
    licences = []
    for package, version in packages.items():
        home = folder / "node_modules" / package
        text = next(
            file for file in sorted(home.iterdir()) if file.name.lower().startswith("licen")
        )
        licences.append(f"{package} {version}\n\n{text.read_text(encoding='utf-8').strip()}\n")
    content = ("\n" + "-" * 80 + "\n\n").join(licences)
    write(HERE / "site/licences" / name.replace(".js", ".txt"), content.encode())


def unpack(package, folder):
    """Fetch a package and unpack it; return the folder of its content."""
    folder.mkdir()
    subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def record():
    """Write down the hash of every file, so that a change is noticed where npm is not at hand."""
    ours = {"README.md", "SHA256SUMS", "refresh.py"}
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(HERE).as_posix()}\n"
        for file in sorted(HERE.rglob("*"))
        if file.is_file() and file.name not in ours and "__pycache__" not in file.parts
    ]
    write(HERE / "SHA256SUMS", "".join(lines).encode())


def write(path, content):
    """Write a file, with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


if __name__ == "__main__":
    main()
