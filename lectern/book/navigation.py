"""What the page template needs to know: the contents of the book and of the page."""

from __future__ import annotations

from lectern.book import downloads, exercises

__all__ = ["add_context"]


def add_context(app, pagename, templatename, context, doctree):
    """Add the contents, the notebook to download and the exercise's facts to a page."""
    env = app.env
    context["book_parts"] = _parts(env, pagename, context["pathto"])
    context["root_title"] = app.config.html_title
    context["download"] = None
    if pagename in downloads.notebook_pages(env):
        context["download"] = context["pathto"](downloads.address(pagename), 1)
    context["exercise"] = exercises.facts(pagename) if pagename.startswith("exercises/") else None
    context["author"] = app.config.author


def _parts(env, pagename, pathto):
    """Return the parts of the book: a caption and its pages, each with its own pages."""
    site = env.external_site_map
    return [
        {
            "caption": tree.caption,
            "pages": [_page(env, site, str(i), pagename, pathto) for i in tree.items],
        }
        for tree in site.root.subtrees
    ]


def _page(env, site, name, pagename, pathto):
    item = site[name]
    children = [
        _page(env, site, str(child), pagename, pathto)
        for tree in item.subtrees
        for child in tree.items
    ]
    current = name == pagename
    return {
        "title": item.title or env.titles[name].astext(),
        "link": "#" if current else pathto(name),
        "current": current,
        "open": current or any(child["open"] for child in children),
        "children": children,
    }
