"""What the pages of the site may load and run: a Content-Security-Policy, for any host.

Every page carries the policy in its head, so that it holds on hosts that cannot set headers. The
file ``_headers`` carries it too, for hosts that read one: a header reaches workers and covers
framing, which a page cannot do for itself. Scripts in a page run only if the policy holds their
digest, so the policy is made when the pages are.
"""

from __future__ import annotations

import base64
import hashlib
import html
import pathlib
import re

from lectern.book import finished

__all__ = ["DIRECTIVES", "digests", "headers", "text", "write"]

DIRECTIVES = {
    "default-src": "'self'",
    "script-src": "'self' 'wasm-unsafe-eval'",  # and the digests; WebAssembly is the pages' Python
    "style-src": "'self'",
    "style-src-attr": "'unsafe-inline'",  # KaTeX and matplotlib place their marks by attributes
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
FRAMING = "frame-ancestors 'none'"  # browsers heed it in a header alone
OTHERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
PLACE = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")[^"]*(">)')


def digests(page):
    """Return the digests of the scripts that stand in a page and run.

    Parameters
    ----------
    page : str
        The page, as HTML.

    Returns
    -------
    set of str
        As a policy names them.

    Examples
    --------
    >>> digests('<script src="a.js"></script><script type="application/json">{}</script>')
    set()
    >>> digests("<script>alert(1)</script>")
    {"'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"}
    """
    return {
        f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"
        for attributes, code in SCRIPT.findall(page)
        if not re.search(r"\bsrc=|\btype=[\"']?application/(?:ld\+)?json", attributes)
    }


def text(allowed):
    """Return the policy of pages whose own scripts have these digests.

    Parameters
    ----------
    allowed : set of str
        What `digests` returned.

    Returns
    -------
    str

    Examples
    --------
    >>> text(set())[:64]
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-"
    """
    scripts = " ".join([DIRECTIVES["script-src"], *sorted(allowed)])
    rules = DIRECTIVES | {"script-src": scripts}
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def headers(allowed):
    """Return the headers with which a host should serve every file of the site.

    Parameters
    ----------
    allowed : set of str
        The digests of the scripts in all pages.

    Returns
    -------
    dict of str
        By name of the header.

    Examples
    --------
    >>> sorted(headers(set()))
    ['Content-Security-Policy', 'Referrer-Policy', 'X-Content-Type-Options']
    """
    return {"Content-Security-Policy": f"{text(allowed)}; {FRAMING}"} | OTHERS


def write(app, exception):
    """Write the policy into every page, and the headers beside them."""
    if exception is not None or app.builder.format != "html" or finished.untouched(app):
        return
    out = pathlib.Path(app.outdir)
    found = set()
    for file in out.rglob("*.html"):
        page = file.read_text(encoding="utf-8")
        found |= (own := digests(page))
        value = html.escape(text(own)).replace("&#x27;", "'")
        filled = PLACE.sub(lambda match, value=value: match[1] + value + match[2], page)
        if filled != page:
            file.write_text(filled, encoding="utf-8")
    lines = [f"  {name}: {value}" for name, value in headers(found).items()]
    (out / "_headers").write_text("\n".join(["/*", *lines, ""]), encoding="utf-8")
    (out / ".nojekyll").touch()  # GitHub Pages would leave out the folders that begin with _
