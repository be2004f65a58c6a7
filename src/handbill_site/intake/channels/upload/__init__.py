"""The editors' way in: a pasted text, a link or files, behind the login; and the tray of what went wrong."""
