from typing import Any

from django.db import migrations


def begin_here(apps: Any, _: Any) -> None:
    """Nobody is answered for what happened before answers were known."""
    newest = apps.get_model("ledger", "Entry").objects.order_by("-number").first()
    apps.get_model("answering", "Followed").objects.update_or_create(
        pk=1, defaults={"number": newest.number if newest else 0}
    )


class Migration(migrations.Migration):
    dependencies = [("answering", "0001_initial"), ("ledger", "0002_append_only")]
    operations = [migrations.RunPython(begin_here, migrations.RunPython.noop)]
