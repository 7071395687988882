"""What the page template needs to know: the contents of the book and of the page."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes

from lectern.book import downloads, launch

__all__ = ["add_context", "home"]


def home(app):
    """Give the top of the site a page that leads to the first page of the book."""
    if app.config.root_doc != "index":
        yield "index", {}, "home.html"


def add_context(app, pagename, templatename, context, doctree):
    """Add the contents, the notebook to download and the kind of the page."""
    env = app.env
    context["book_parts"] = _parts(env, pagename, context["pathto"])
    context["root_title"] = app.config.html_title
    context["download"], context["launchers"] = None, {}
    if pagename in downloads.notebook_pages(env):
        context["download"] = context["pathto"](downloads.address(pagename), 1)
        file = downloads.address(pagename).rpartition("/")[2]
        context["launchers"] = launch.launchers(launch.repository(Path(app.srcdir)), file)
    context["exercise"] = pagename.startswith("exercises/")
    context["author"] = app.config.author


def _parts(env, pagename, pathto):
    """Return the parts of the book: a caption and its pages, each with its own pages."""
    site = env.external_site_map
    return [
        {
            "caption": tree.caption,
            "pages": _pages(env, site, tree, pagename, pathto),
        }
        for tree in site.root.subtrees
    ]


def _pages(env, site, tree, pagename, pathto):
    """Return the pages of one list of the contents; one without a file has its own warning."""
    names = [name for name in map(str, tree.items) if name in env.titles]
    return [_page(env, site, name, pagename, pathto) for name in names]


def _page(env, site, name, pagename, pathto):
    item = site[name]
    children = [
        page for tree in item.subtrees for page in _pages(env, site, tree, pagename, pathto)
    ]
    current = name == pagename
    return {
        "sections": _sections(env, name) if current else [],
        "title": item.title or env.titles[name].astext(),
        "link": "#" if current else pathto(name),
        "current": current,
        "open": current or any(child["open"] for child in children),
        "children": children,
    }


def _sections(env, pagename):
    """Return title and anchor of each section of a page."""
    page = next(iter(env.tocs[pagename].findall(nodes.list_item)))
    return [
        {"title": link.astext(), "anchor": link["anchorname"]}
        for part in page.findall(nodes.bullet_list)
        for link in part.findall(nodes.reference)
    ]
