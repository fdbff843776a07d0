"""An old name without a beginning must not come back, whichever way a database sorts nothing."""

from datetime import date

from goforum.organisations import commands, queries
from tests.factories import make_organisation


def test_the_newest_name_wins_over_one_without_dates(ctx):
    organisation = make_organisation(name="Ministry of Yesterday")
    commands.rename_organisation(None, organisation, name_fr="Ministère d'aujourd'hui", valid_from=date(2024, 1, 1))
    assert queries.get_organisation(organisation).names["fr"] == "Ministère d'aujourd'hui"
    before = queries.get_organisation(organisation, on=date(2020, 1, 1))
    assert before.names["fr"] != "Ministère d'aujourd'hui"
