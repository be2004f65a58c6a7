"""Tables that an editor imports: which column says what, what each row says, and what is wrong with it."""

from handbill.reading.imports.looking import Choices, look, take

__all__ = ["Choices", "look", "take"]
