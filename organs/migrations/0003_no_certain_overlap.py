from django.db import migrations

from iom_portal.records.models.constraints import no_certain_overlap


class Migration(migrations.Migration):
    dependencies = [("organs", "0002_initial")]

    operations = [
        no_certain_overlap("organs_term", "post_id", "one_holder_of_a_seat_at_a_time", condition="sole_seat"),
        no_certain_overlap("organs_organizationname", "kind_of_name", "one_name_of_a_kind_at_a_time"),
    ]
