from django.db import migrations

from handbill_site.sealing.fields import SealedJSONField
from handbill_site.sealing.rows import sealing


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="comparison",
            field=SealedJSONField(default=dict, help_text="handbill.values.Comparison"),
        ),
        migrations.AlterField(
            model_name="case",
            name="draft",
            field=SealedJSONField(help_text="handbill.values.Draft as read"),
        ),
        migrations.AlterField(
            model_name="case",
            name="fields",
            field=SealedJSONField(default=dict, help_text="what an editor entered instead, by field"),
        ),
        migrations.AlterField(
            model_name="case",
            name="undo",
            field=SealedJSONField(
                blank=True, help_text="the event before the act, to take it back", null=True
            ),
        ),
        sealing("desk", "case"),
    ]
