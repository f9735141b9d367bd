import blog.words
import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('blog', '0006_origin'),
        ('firm', '0005_person_member'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='updatepage',
            name='changed_on',
            field=models.DateField(blank=True, help_text='When the page said something else than before. Not for a comma: say below what changed.', null=True, verbose_name='materially changed on'),
        ),
        migrations.AddField(
            model_name='updatepage',
            name='checked_by',
            field=models.ForeignKey(blank=True, help_text='The attorney who compared the page with its sources on that day.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='firm.person', verbose_name='checked by'),
        ),
        migrations.AddField(
            model_name='updatepage',
            name='corrections',
            field=wagtail.fields.StreamField([('change', 2)], blank=True, block_lookup={0: ('wagtail.blocks.DateBlock', (), {'label': 'Date'}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'What changed', 'max_length': 300}), 2: ('wagtail.blocks.StructBlock', [[('date', 0), ('note', 1)]], {})}, verbose_name='what changed since publication'),
        ),
        migrations.AddField(
            model_name='updatepage',
            name='looked_after_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who looks after it'),
        ),
        migrations.AddField(
            model_name='updatepage',
            name='review_by',
            field=models.DateField(blank=True, null=True, verbose_name='review by'),
        ),
        migrations.AddField(
            model_name='updatepage',
            name='superseded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='supersedes', to='blog.updatepage', verbose_name='superseded by'),
        ),
        migrations.CreateModel(
            name='Story',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text="For the editors' room; readers do not see it.", max_length=120, unique=True, verbose_name='name')),
                ('standing', models.CharField(choices=[('in_effect', 'In effect'), ('waiting', 'Waiting for a ruling'), ('paused', 'Paused by a court'), ('partly_superseded', 'Partly superseded'), ('superseded', 'Superseded'), ('deadline', 'Deadline')], default='in_effect', max_length=20, verbose_name='where it stands')),
                ('deadline', models.DateField(blank=True, null=True, verbose_name='deadline')),
                ('note', blog.words.WordsField(blank=True, default=dict, validators=[blog.words.validate_words], verbose_name='what that means, in one sentence')),
                ('track', wagtail.fields.StreamField([('entry', 4)], blank=True, block_lookup={0: ('wagtail.blocks.DateBlock', (), {'label': 'Date'}), 1: ('blog.words.WordsBlock', [], {'required': False}), 2: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('in_effect', 'In effect'), ('waiting', 'Waiting for a ruling'), ('paused', 'Paused by a court'), ('partly_superseded', 'Partly superseded'), ('superseded', 'Superseded'), ('deadline', 'Deadline')], 'help_text': 'Only when this step changed it. Languages without words show this and the date.', 'label': 'Where it stood from then on', 'required': False}), 3: ('wagtail.blocks.URLBlock', (), {'label': 'Source', 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('date', 0), ('words', 1), ('standing', 2), ('source', 3)]], {})}, verbose_name='track of the case')),
                ('next_step', blog.words.WordsField(blank=True, default=dict, validators=[blog.words.validate_words], verbose_name='next step')),
                ('next_on', models.DateField(blank=True, help_text='For the calendar, when a date is known.', null=True, verbose_name='next step expected on')),
                ('changed_on', models.DateField(blank=True, null=True, verbose_name='standing changed on')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='last checked on')),
                ('review_by', models.DateField(blank=True, null=True, verbose_name='review by')),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='firm.person', verbose_name='checked by')),
                ('looked_after_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who looks after it')),
            ],
            options={
                'verbose_name': 'story',
                'verbose_name_plural': 'stories',
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='updatepage',
            name='story',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='updates', to='blog.story', verbose_name='story'),
        ),
    ]
