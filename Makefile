# make book    build the book            make test    run every test
# make serve   read it at localhost      make bench   measure the speed (WHAT=models: only the models)
# make preview the same while you write it    make clean   remove what was made
# make pdf     print it into one PDF     make epub    make an EPUB of it
# make linkcheck   ask every address     make notebooks   what Colab and Binder open
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.PHONY: book pdf epub notebooks linkcheck serve preview test lint bench browser clean

book: .venv/book
	$(BIN)/jupyter-book build . -W -n --keep-going
	@echo
	@echo "The book is in _build/html. To read it:   make serve"
	@echo "then open http://localhost:$(PORT) in a browser."

serve:
	@test -d _build/html || { echo "There is no book yet. Build it first:   make book"; exit 1; }
	$(PYTHON) -m http.server --bind 127.0.0.1 --directory _build/html $(PORT)

preview: .venv/test
	$(BIN)/python -m lectern.book.preview --port $(PORT)

pdf: book browser
	$(BIN)/python -m lectern.book.forms pdf

epub: book
	$(BIN)/python -m lectern.book.forms epub

notebooks: .venv/book
	$(BIN)/python -m lectern.book.launch

linkcheck: .venv/book
	$(BIN)/jupyter-book build . --builder linkcheck

test: .venv/test browser lint book pdf epub
	$(BIN)/pytest -n auto --dist worksteal --durations=20

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/test
	$(BIN)/python -m tests.bench $(WHAT)

# The tests drive the distribution's own Chromium; installing it takes root.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	  else \
	    echo "The tests need Chromium. Install it, for example with:   sudo apt-get install chromium"; exit 1; \
	  fi; }

.venv/book: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11 book")'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/pip install --quiet -r requirements.txt
	@touch $@

.venv/test: .venv/book tests/requirements.txt
	$(BIN)/pip install --quiet -r tests/requirements.txt
	@touch $@

clean:
	rm -rf .venv _build .hypothesis .mypy_cache .pytest_cache .ruff_cache
