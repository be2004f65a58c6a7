"""The library is useful alone: it imports where neither Django nor the site's extra is installed."""

import subprocess
import sys

_WALK = """
import importlib, pkgutil, sys

class Absent:
    names = {"django", "httpx", "httpcore", "jinja2", "granian", "nh3", "brotli", "csp", "handbill_site"}
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
import handbill
names = [m.name for m in pkgutil.walk_packages(handbill.__path__, "handbill.") if ".fetch" not in m.name]
for name in names:
    importlib.import_module(name)
print(len(names), *sorted(set(Absent.names) & set(sys.modules)))
"""


def test_every_module_imports_without_the_site():
    """All modules but the web fetcher, which belongs to the site's extra, import without it."""
    done = subprocess.run([sys.executable, "-c", _WALK], capture_output=True, text=True, check=False)

    count, *present = done.stdout.split() or ["0"]
    assert (done.returncode, done.stderr, present) == (0, "", [])
    assert int(count) > 80
