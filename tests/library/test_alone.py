"""The library is useful alone: it imports where neither Django nor any extra is installed."""

import subprocess
import sys

_WALK = """
import importlib, pkgutil, sys

class Absent:
    names = {"django", "httpx", "httpcore", "jinja2", "granian", "nh3", "brotli", "csp", "handbill_site",
             "PIL", "pypdfium2", "tesserocr"}
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
import handbill
looking = ("copies", "looking", "preparing", "recognition")
extras = ("handbill.fetch", *(f"handbill.formats.picture.{name}" for name in looking))
walked = pkgutil.walk_packages(handbill.__path__, "handbill.")
names = [module.name for module in walked if not module.name.startswith(extras)]
for name in names:
    importlib.import_module(name)
print(len(names), *sorted(set(Absent.names) & set(sys.modules)))
"""


def test_every_module_imports_without_the_extras():
    """All modules but the web fetcher (extra `site`) and those that look at pictures (`flyers`)."""
    done = subprocess.run([sys.executable, "-c", _WALK], capture_output=True, text=True, check=False)

    count, *present = done.stdout.split() or ["0"]
    assert (done.returncode, done.stderr, present) == (0, "", [])
    assert int(count) > 80
