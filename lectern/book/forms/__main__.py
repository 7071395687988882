"""``python -m lectern.book.forms pdf`` or ``epub``: make another form of the built book."""

from __future__ import annotations

import pathlib
import sys

from lectern.book.forms.epub import write_epub
from lectern.book.forms.leaves import FormError
from lectern.book.forms.pdf import write_pdf

SITE = pathlib.Path("_build/html")
FORMS = {"pdf": (write_pdf, "pages"), "epub": (write_epub, "documents")}


def main(arguments):
    """Make the form that is asked for and say where it is; return the exit status."""
    if len(arguments) != 1 or arguments[0] not in FORMS:
        print(f"form: {' '.join(arguments)!r}; say one of {', '.join(FORMS)}", file=sys.stderr)
        return 2
    form = arguments[0]
    make, unit = FORMS[form]
    target = pathlib.Path("_build", form, f"unopposed.{form}").resolve()
    try:
        count = make(SITE.resolve(), pathlib.Path.cwd(), target)
    except FormError as error:
        print(error, file=sys.stderr)
        return 1
    size = target.stat().st_size / 1e6
    print(f"{target.relative_to(pathlib.Path.cwd())}: {count} {unit}, {size:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
