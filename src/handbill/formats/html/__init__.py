"""HTML pages: what a person sees, line by line, with the structure that the elements give it."""

from handbill.formats.html.page import set_mail_page, set_page, set_tree, words_of
from handbill.formats.html.source import tree_of

__all__ = ["set_mail_page", "set_page", "set_tree", "tree_of", "words_of"]
