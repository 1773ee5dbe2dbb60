from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [('models', '0003_ordered_lists')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Evaluation',
            name='forecast_ratio',
            field=fields.DecimalField(null=True, max_digits=24, decimal_places=9),
        ),
        ops.AddField(
            model_name='Evaluation',
            name='revised_because',
            field=fields.TextField(default='', db_default='', unique=False),
        ),
        ops.AddField(
            model_name='RoiProjection',
            name='irr',
            field=fields.DecimalField(null=True, max_digits=24, decimal_places=9),
        ),
        ops.AddField(
            model_name='RoiProjection',
            name='npv',
            field=fields.DecimalField(null=True, max_digits=20, decimal_places=6),
        ),
    ]
