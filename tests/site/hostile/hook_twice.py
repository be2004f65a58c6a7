"""One of two workers: it waits for the other, then hands in the same webhook. Prints the status.

python hook_twice.py KIND BARRIER
"""

import sys
import time
from pathlib import Path

import django


def main(kind: str, barrier: Path) -> None:
    """Say that we are ready, wait until both are, and hand in."""
    django.setup()
    from tests.site.hostile import webhooks  # Django is set up

    webhooks.set_up()
    hook = webhooks.HOOKS[kind]
    hook.hand_in(hook.refused_raw, "wrong")  # everything is loaded now
    (barrier / str(time.monotonic_ns())).touch()
    while len(list(barrier.iterdir())) < 2:
        time.sleep(0.001)
    print(hook.hand_in(hook.raw).status_code)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
