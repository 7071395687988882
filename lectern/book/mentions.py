"""A page is written again when something that it mentions on another page has changed.

Sphinx writes the pages that have changed. What others say of them, such as the title of a section,
the number of a figure or the year of a source, would stay as it was.
"""

from __future__ import annotations

from sphinx import addnodes
from sphinx.util import docname_join

__all__ = ["note", "outdated"]


def note(app, doctree):
    """Note what a page mentions, by every name that it may have there."""
    page, names = app.env.docname, set()
    for node in doctree.findall(addnodes.pending_xref):
        target = node["reftarget"]
        names |= {target.lower(), docname_join(page, target), *target.split(",")}
        names.add(f"{target}#{node.get('reftargetid')}")
    app.env.metadata[page]["mentions"] = names


def outdated(app, env):
    """Return the pages on which something else can now be read of another page."""
    titles = {page: title.astext() for page, title in env.titles.items()}
    known, env.lectern_said = (
        getattr(env, "lectern_said", ({}, {})),
        (titles, _targets(env, titles)),
    )
    if known[0] != titles:  # all pages show the contents of the book
        return sorted(env.found_docs)
    before, now = known[1], env.lectern_said[1]
    changed = {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}
    return [page for page in env.found_docs if changed & env.metadata[page].get("mentions", set())]


def _targets(env, titles):
    """Return what is said of everything that can be mentioned, by name."""
    found = {}
    for page, title in titles.items():
        found.setdefault(page, []).append(title)
        for slug, (_, anchor, text) in env.metadata[page].get("myst_slugs", {}).items():
            found.setdefault(f"{page}#{slug}", []).append((anchor, text))
    for labels in (env.get_domain("std").labels, env.get_domain("std").anonlabels):
        for name, (page, anchor, *title) in labels.items():
            number = env.toc_fignumbers.get(page, {}).get("figure", {}).get(anchor)
            found.setdefault(name, []).append((page, anchor, title, number))
    for name, place_and_number in env.get_domain("math").equations.items():
        found.setdefault(name, []).append(place_and_number)
    for each in env.get_domain("cite").citations:
        people = [str(person) for role in each.entry.persons.values() for person in role]
        place = each.bibliography_key.docname, each.citation_id
        found.setdefault(each.key, []).append((place, people, each.entry.fields.get("year")))
    return found
