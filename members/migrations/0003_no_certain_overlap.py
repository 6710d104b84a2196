from django.db import migrations

from iom_portal.records.models.constraints import no_certain_overlap


class Migration(migrations.Migration):
    dependencies = [("members", "0002_initial")]

    operations = [no_certain_overlap("members_membership", "state_id", "one_standing_of_a_state_at_a_time")]
