"""The server starts on a free port, and says plainly when the port is taken."""

import socket

import pytest
from django.core.management import CommandError

from handbill_site.operation.serving import require_free


def test_a_taken_port_is_named_before_anything_is_set_up():
    """One line instead of a trace out of the server."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(
            CommandError, match=f"127.0.0.1:{port}: Address already in use; name another port"
        ):
            require_free("127.0.0.1", port)


def test_a_free_port_is_left_free():
    """Asking does not take it."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    require_free("127.0.0.1", port)

    with socket.create_server(("127.0.0.1", port)):
        pass
