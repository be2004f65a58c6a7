from django.db import migrations

from handbill_site.sealing.fields import MatchedField, SealedTextField
from handbill_site.sealing.rows import sealing


class Migration(migrations.Migration):
    dependencies = [
        ("answering", "0002_begin_here"),
    ]

    operations = [
        migrations.AlterField(
            model_name="answer",
            name="change_address",
            field=SealedTextField(blank=True),
        ),
        migrations.AlterField(
            model_name="answer",
            name="external_id",
            field=SealedTextField(blank=True),
        ),
        migrations.AlterField(
            model_name="answer",
            name="text",
            field=SealedTextField(),
        ),
        migrations.AlterField(
            model_name="answer",
            name="to",
            field=MatchedField(help_text="never public"),
        ),
        migrations.AlterField(
            model_name="answer",
            name="trouble",
            field=SealedTextField(blank=True),
        ),
        sealing("answering", "answer"),
    ]
