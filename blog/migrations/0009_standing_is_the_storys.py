from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0008_carry_standings'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='updatepage',
            name='next_step',
        ),
        migrations.RemoveField(
            model_name='updatepage',
            name='standing',
        ),
        migrations.RemoveField(
            model_name='updatepage',
            name='standing_deadline',
        ),
        migrations.RemoveField(
            model_name='updatepage',
            name='track',
        ),
    ]
