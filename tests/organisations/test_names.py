"""A ministry changes its name; what was said under the old one keeps it."""

from datetime import date

from goforum.organisations import commands, queries
from tests.factories import make_person


def test_the_name_of_a_day_is_the_one_it_had_then(ctx):
    body = commands.add_organisation(None, kind="public_body", name_fr="Ancien ministère", valid_from=date(2018, 1, 1),
                                     valid_to=date(2019, 12, 31))
    commands.rename_organisation(None, body, name_fr="Nouveau ministère", valid_from=date(2020, 1, 1))
    assert queries.names([body], date(2019, 2, 6))[body].names["fr"] == "Ancien ministère"
    assert queries.names([body], date(2021, 2, 6))[body].names["fr"] == "Nouveau ministère"
    assert len(queries.list_names(body)) == 2


def test_an_administrator_records_and_renames_through_pages(as_person):
    admin = as_person(make_person(admin=True))
    made = admin.post("/organisations/new", data={"kind": "cso", "name_ar": "جمعية مثال"})
    path = made.headers["Location"]
    assert admin.post(f"{path}/rename", data={"name_ar": "جمعية مثال الجديدة"}).status_code == 303
    page = admin.get(f"{path}?lang=ar").text
    assert "جمعية مثال الجديدة" in page
    empty = admin.post("/organisations/new", data={"kind": "cso", "short_name": "AE"})
    assert empty.status_code == 422
    assert 'value="AE"' in empty.text
