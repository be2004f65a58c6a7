"""Files with a secret in them: only their owner may read them."""

import os
import stat

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def trouble_with(status: os.stat_result) -> str:
    """Return in words why a file with this status keeps no secret; "" where it does."""
    if status.st_mode & OTHERS:
        return "others may read the file; chmod 600 it"
    if status.st_uid not in (os.geteuid(), 0):
        return "the file belongs to another user"
    return ""
