"""What runs the cells inside the interpreter of a page.

It is packed with the libraries of the book. The worker calls `prepare` once, before it takes the
memory image, `begin` in every fresh interpreter, then `run` and `check`. What a cell shows leaves
as one line of JSON for each item, through a file that the worker provides.
"""

import ast
import builtins
import contextlib
import json
import linecache
import os
import random
import sys
import traceback
import types

import page_importing
import page_showing

CHANNEL = "/dev/page"
HERE = {__file__, page_showing.__file__, page_importing.__file__}
BUNDLED = "numpy, scipy, matplotlib, pharmlib, lectern and most of Python's standard library"
NO_INPUT = (
    "input() cannot ask in a page. Write the value into the cell instead, for example "
    "answer = 'yes'."
)
NO_DEBUGGER = "the debugger needs a terminal. Print what you want to see instead."
UNNEEDED = (  # in a traceback
    "/usr/local/lib/python315.zip/",
    "/usr/local/lib/book.zip/",
    " Site initialization is disabled, did you forget to add the site-packages directory to "
    "sys.path or to enable your virtual environment?",
)
NETWORKED = ("requests", "httpx", "aiohttp", "urllib3", "ssl")
_flags = 0


def send(item):
    """Hand one item to the worker."""
    line = json.dumps(item, default=page_showing.plain)
    with open(CHANNEL, "wb", buffering=0) as channel:
        channel.write(line.encode("utf-8", "backslashreplace"))


def prepare():
    """Import what cells use and draw a figure: what the memory image then holds."""
    import matplotlib.pyplot  # noqa: F401
    import scipy.integrate  # noqa: F401

    import lectern  # noqa: F401
    import pharmlib.plotting

    fig, ax = pharmlib.plotting.figure()  # once, so that fonts are found and read
    pharmlib.plotting.curve(ax, [0, 1], [0, 1], name="$x$")
    pharmlib.plotting.label_axes(ax, x=("time", "h"), y=("x", ""))
    page_showing.bundle(fig)


def begin():
    """Start with an empty namespace, and with randomness that no other interpreter has."""
    global _flags
    _flags = 0
    os.chdir("/home/reader")
    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()
    builtins.exit = builtins.quit = sys.exit
    builtins.input = _refuse(RuntimeError, NO_INPUT)
    sys.breakpointhook = _refuse(RuntimeError, NO_DEBUGGER)
    sys.modules["__main__"] = main = types.ModuleType("__main__")
    main.display = display


def _use_streams():
    """Print to the page, whatever an earlier cell did with these streams."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        stream = open(  # noqa: SIM115
            number, "w", encoding="utf-8", errors="backslashreplace", closefd=False
        )
        stream.reconfigure(write_through=True)
        setattr(sys, name, stream)


def display(*values):
    """Show values as the last line of a cell would."""
    for value in values:
        send({"kind": "display", "data": page_showing.bundle(value)})


def run(source, name):
    """Run a cell and show its last expression."""
    _finish(_ending(_execute, source, name))


def check(slug):
    """Check the answers that the cells have left, as `lectern.check` does."""

    def ask():
        import lectern

        here = {"check": lectern.check, "slug": slug}
        try:
            return eval("check(slug)", sys.modules["__main__"].__dict__, here)
        except lectern.CheckFailed as failed:
            return failed.result

    def report():
        found = ask()
        outcomes = [
            {"name": each.name, "status": each.status, "message": each.message}
            for each in found.outcomes
        ]
        hint = f"{found.hint_label}: {found.hint}" if found.hint else ""
        facts = {"passed": found.passed, "outcomes": outcomes, "hint": hint, "note": found.note}
        send({"kind": "checked", **facts})

    _finish(_ending(report))


def _execute(source, name):
    global _flags
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    tree = compile(source, name, "exec", _flags | ast.PyCF_ONLY_AST, dont_inherit=True)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    code = compile(tree, name, "exec", _flags, dont_inherit=True)
    _flags |= code.co_flags & _FUTURE
    space = sys.modules["__main__"].__dict__
    exec(code, space)
    if last is None:
        return
    value = eval(
        compile(ast.Expression(last.value), name, "eval", _flags, dont_inherit=True), space
    )
    if value is not None and not _silenced(source, last):
        space["_"] = value
        page_showing.forget_figure(value)
        send({"kind": "result", "data": page_showing.bundle(value)})


_FUTURE = 0x1FE0000  # the bits of `from __future__ import ...`


def _silenced(source, last):
    """Whether a semicolon follows the last expression."""
    lines = source.encode().splitlines()
    return lines[last.end_lineno - 1][last.end_col_offset :].lstrip().startswith(b";")


def _ending(action, *arguments):
    """Do something and return how it ended: status and message; an error is shown."""
    _use_streams()
    try:
        _with_figures(action, *arguments)
    except SystemExit as leaving:
        code = "" if leaving.code is None else repr(leaving.code)
        return "exit", f"The cell ended itself with sys.exit({code})."
    except BaseException as error:
        try:
            item = _described(error)
        except BaseException as second:  # a student's exception may fail while it is shown
            item = {"name": type(error).__name__, "message": f"({type(second).__name__} in it)"}
            item["traceback"] = f"{item['name']}: {item['message']}"
        send({"kind": "error", **item})
        if hasattr(error, "_render_traceback_"):
            return "error", item["message"]
        return "error", f"{item['name']}: {item['message']}".rstrip(": ")
    return "ok", ""


def _with_figures(action, *arguments):
    """Do something and show the figures it leaves, also when it fails."""
    try:
        action(*arguments)
    except BaseException:
        with contextlib.suppress(Exception):  # the first error is the one to tell
            page_showing.show_open_figures(display)
        raise
    page_showing.show_open_figures(display)


def _finish(ending):
    send({"kind": "done", "status": ending[0], "message": ending[1]})


def _described(error):
    name, own = type(error).__name__, getattr(error, "_render_traceback_", None)
    if own is not None:
        text = "\n".join(own())
        return {"name": name, "message": str(error), "traceback": text}
    advice = _advice(error)
    shown = traceback.TracebackException.from_exception(error, compact=True)
    _strip(shown)
    text = "".join(shown.format(colorize=False)).rstrip()
    for unneeded in UNNEEDED:
        text = text.replace(unneeded, "")
    message = str(error)
    if advice:
        message = f"{message.rstrip('.')}. {advice}" if message else advice
        text = f"{text}\n{advice}"
    return {"name": name, "message": message, "traceback": text}


def _strip(shown, seen=()):
    """Leave out the frames of this module, in an error and in those that led to it."""
    frames = [frame for frame in shown.stack if frame.filename not in HERE]
    shown.stack[:] = frames
    others = (shown.__cause__, shown.__context__, *(shown.exceptions or ()))
    for other in others:
        if other is not None and id(other) not in seen:
            _strip(other, (*seen, id(shown)))


def _advice(error):
    """Return what a reader should know about an error that the page makes likely."""
    if isinstance(error, MemoryError) and not str(error).startswith("Parser"):
        return "The Python of this page may use 512 MB. Your variables are still there."
    if isinstance(error, ModuleNotFoundError) and error.name:
        top = error.name.partition(".")[0]
        if top in NETWORKED:
            return page_importing.NO_NETWORK
        return f"This page has {BUNDLED}. For anything else, download the notebook."
    if "URLError" in type(error).__name__ or "HTTPSConnection" in str(error):
        return "" if page_importing.NO_NETWORK in str(error) else page_importing.NO_NETWORK
    if isinstance(error, SyntaxError) and (error.text or "").lstrip()[:1] in ("%", "!", "?"):
        return "Lines that begin with % or ! belong to Jupyter; the page runs plain Python."
    return ""


def _refuse(kind, message):
    def refuse(*arguments, **options):
        raise kind(message)

    return refuse
