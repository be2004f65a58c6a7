"""What parsers of other houses raise over a file that is not what it says."""

import struct
import zipfile
import zlib

DAMAGE = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError, OSError,
    RuntimeError, SyntaxError, TypeError, ValueError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""Parse errors of XML are SyntaxErrors, endless recursion is a RuntimeError."""
