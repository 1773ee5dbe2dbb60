from tortoise import migrations
from tortoise.migrations import operations as ops

from api.kit.fields import IndexWhere


class Migration(migrations.Migration):
    dependencies = [('models', '0001_initial')]

    initial = False

    operations = [
        ops.AddIndex(
            model_name='Assignment',
            index=IndexWhere(fields=['organisation_id', 'employee_id', 'due_at', 'completed_at', 'started_at', 'last_progress_at', 'attempts', 'unit_id', 'passed_at', 'withdrawn_at'], where='passed_at IS NULL AND withdrawn_at IS NULL'),
        ),
    ]
