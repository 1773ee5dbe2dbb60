from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [('models', '0002_open_assignments')]

    initial = False

    operations = [
        ops.RemoveIndex(
            model_name='Assignment',
            name=None,
            fields=['organisation_id', 'employee_id', 'due_at'],
        ),
        ops.AddIndex(
            model_name='Assignment',
            index=Index(fields=['organisation_id', 'employee_id', 'due_at', 'id']),
        ),
        ops.RemoveIndex(
            model_name='Attempt',
            name=None,
            fields=['organisation_id', 'employee_id', 'finished_at'],
        ),
        ops.RemoveIndex(
            model_name='Attempt',
            name=None,
            fields=['organisation_id', 'unit_id', 'finished_at'],
        ),
        ops.RemoveIndex(
            model_name='Attempt',
            name=None,
            fields=['organisation_id', 'assignment_id'],
        ),
        ops.AddIndex(
            model_name='Attempt',
            index=Index(fields=['organisation_id', 'employee_id', 'finished_at', 'id']),
        ),
        ops.AddIndex(
            model_name='Attempt',
            index=Index(fields=['organisation_id', 'unit_id', 'finished_at', 'id']),
        ),
        ops.AddIndex(
            model_name='Attempt',
            index=Index(fields=['organisation_id', 'assignment_id', 'finished_at', 'id']),
        ),
        ops.RemoveIndex(
            model_name='LearningEvent',
            name=None,
            fields=['organisation_id', 'employee_id', 'device_at'],
        ),
        ops.AddIndex(
            model_name='LearningEvent',
            index=Index(fields=['organisation_id', 'employee_id', 'device_at', 'id']),
        ),
        ops.AddIndex(
            model_name='Milestone',
            index=Index(fields=['organisation_id', 'employee_id', 'due_on', 'id']),
        ),
    ]
