"""Other forms of the book, made from the built site: one PDF, one EPUB."""
