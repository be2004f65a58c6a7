"""Mails for tests: a plain one of Ada's, with what the test puts in place."""

LIST = "list@town.example"
ADA = "ada@lanterns.example"


def mail(text: str = "Lanterns on Friday", **fields: str | None) -> bytes:
    """Return a mail; *fields* by name with "_" for "-" replace its own, None leaves one out."""
    usual: dict[str, str | None] = {
        "From": f"Ada Quay <{ADA}>",
        "To": LIST,
        "Subject": "Evening of lanterns",
        "Date": "Tue, 20 Apr 2027 13:00:00 +0200",
        "Message-ID": "<1@lanterns.example>",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    usual.update({name.replace("_", "-"): value for name, value in fields.items()})
    head = "".join(f"{name}: {value}\r\n" for name, value in usual.items() if value is not None)
    return f"{head}\r\n{text}\r\n".replace("\r\n", "\n").replace("\n", "\r\n").encode()
