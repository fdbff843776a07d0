"""Texts that nearly repeat another enter the queue, once, by the worker."""

import pytest

from goforum.moderation import jobs, queries
from goforum.threads import commands as threads

LONG_AR = "نطلب من الوزارة نشر المعطيات المتعلقة بالصفقات العمومية كل شهر في البوابة الوطنية حتى يتمكن المواطنون من تتبعها بسهولة"
LONG_FR = "Nous demandons au ministère de publier chaque mois les données des marchés publics sur le portail national, en format ouvert."


@pytest.fixture
def begun(thread):
    jobs.tick()


@pytest.mark.parametrize(("first", "again", "alike"), [
    (LONG_FR, LONG_FR.replace("chaque mois", "tous les mois"), True),
    (LONG_AR, LONG_AR.replace("كل شهر", "شهريا").replace("المعطيات", "معطياتٍ"), True),
    (LONG_FR, "Une tout autre question : qui assistera à la réunion de mars, et comment les associations des régions viendront-elles ?", False),
    ("D'accord.", "D'accord.", False),
])
def test_a_copy_is_suspected_and_an_answer_is_not(group, thread, author, reader, judge, begun, first, again, alike):
    one = threads.reply(author, thread, body=first)
    two = threads.reply(reader, thread, body=again)
    jobs.tick()
    jobs.tick()
    rows = queries.page_cases(judge, queries.Filters(kind="duplicate")).items
    assert [(row.thing_id, row.like_id) for row in rows] == ([(two, one)] if alike else [])


def test_what_stood_before_is_not_gone_over(group, thread, author, reader, judge):
    for _ in range(2):
        threads.reply(author, thread, body=LONG_FR)
        threads.reply(reader, thread, body="x")
    jobs.tick()
    jobs.tick()
    assert queries.page_cases(judge, queries.Filters()).items == []


def test_a_row_decided_is_not_opened_again_and_shows_both(as_person, group, thread, author, reader, judge, begun):
    threads.reply(author, thread, body=LONG_FR)
    threads.reply(reader, thread, body=LONG_FR)
    jobs.tick()
    row = queries.page_cases(judge, queries.Filters()).items[0]
    page = as_person(judge).get(f"/moderation/{row.id}").text
    assert "Nearly the same words stand here already" in page
    assert page.count("marchés publics") >= 2
