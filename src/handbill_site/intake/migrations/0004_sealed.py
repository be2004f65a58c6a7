from django.db import migrations

from handbill_site.sealing.fields import MatchedField, SealedJSONField, SealedTextField
from handbill_site.sealing.rows import sealing


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0003_subscription"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="subscription",
            options={"ordering": ("id",)},
        ),
        migrations.AddField(
            model_name="announcementrow",
            name="beginning",
            field=SealedTextField(blank=True, help_text="of the text: what gives its first words"),
        ),
        migrations.AlterField(
            model_name="announcementrow",
            name="text",
            field=SealedTextField(),
        ),
        migrations.AlterField(
            model_name="announcementrow",
            name="value",
            field=SealedJSONField(help_text="without its text"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="contact",
            field=SealedTextField(blank=True, help_text="how to answer the sender; never public"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="conversation",
            field=SealedTextField(blank=True, help_text="where an answer goes, by the channel"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="external_id",
            field=MatchedField(
                blank=True,
                db_index=True,
                help_text="Message-ID, mid, update_id: the channel's own name for it",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="file_name",
            field=SealedTextField(blank=True),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="identity",
            field=MatchedField(blank=True, help_text="what doubles share, see Incoming.identity", null=True),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="sender",
            field=MatchedField(blank=True, help_text="address or account in the channel; never public"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="sha256",
            field=MatchedField(db_index=True, help_text="of the bytes as they arrived"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="subject",
            field=SealedTextField(blank=True, help_text="for the subject of the answer"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="url",
            field=SealedTextField(blank=True),
        ),
        migrations.AlterField(
            model_name="readingrow",
            name="value",
            field=SealedJSONField(),
        ),
        migrations.AlterField(
            model_name="source",
            name="address",
            field=MatchedField(
                blank=True, help_text="URL, sender or folder it is known by; at most 500 letters"
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="name",
            field=SealedTextField(),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="trouble",
            field=SealedTextField(blank=True),
        ),
        migrations.AlterField(
            model_name="channelstate",
            name="trouble",
            field=SealedTextField(blank=True, help_text="in plain words; empty while all is well"),
        ),
        migrations.RunSQL(
            "UPDATE intake_announcementrow SET beginning = substr(text, 1, 300)", migrations.RunSQL.noop
        ),
        sealing("intake", "source", "delivery", "channelstate", "announcementrow", "readingrow"),
    ]
