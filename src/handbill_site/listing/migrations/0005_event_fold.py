from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listing", "0004_texts_in_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="fold",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="where the clock shows dtstart twice: 0 the first, 1 the second (PEP 495)",
            ),
        ),
    ]
