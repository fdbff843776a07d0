"""The people, organisations and groups of the demonstration."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from goforum.accounts import commands as accounts
from goforum.core.viewer import Viewer
from goforum.demo import content
from goforum.demo.timeline import Timeline
from goforum.files.intake import Prepared, write_down
from goforum.groups import commands as groups
from goforum.organisations import commands as organisations

# Before the committee's meeting of 6 February 2019, so that its history can be entered as it happened.
PEOPLE_AT = "2019-02-04T09:00"
GROUPS_AT = "2019-02-05T09:00"
# Who gives mandates in a group: its facilitator or secretary.
ORGANISERS = {"committee": "hind", "forum": "driss", "access": "driss", "integrity": "said", "budget": "leila",
              "participation": "khadija", "communication": "tiziri"}


@dataclass
class Stage:
    """What has been made so far, by the keys of the content files."""

    now: datetime
    password_hash: str
    ids: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    papers: dict[str, Prepared] = field(default_factory=dict)

    def put(self, key: str, made: int) -> None:
        self.ids[key] = made

    def person(self, key: str) -> int:
        return self.ids[f"person:{key}"]

    def group(self, key: str) -> int:
        return self.ids[f"group:{key}"]

    def text(self, lines: list[str]) -> str:
        return content.body(lines, self.names)

    def files(self, post: dict[str, Any]) -> list[int]:
        """The files a post of the demonstration carries, written down as its author's."""
        return [write_down(self.person(post["by"]), self.papers[name]) for name in post.get("files", ())]

    def commitments(self, codes: list[str]) -> list[int]:
        return [self.ids[f"commitment:{code}"] for code in codes]


def tell_cast(stage: Stage, line: Timeline) -> None:
    """Put people, organisations, groups and mandates on the line."""
    people = content.read("people.json")["people"]
    stage.names.update({one["key"]: one["name"] for one in people})
    for one in people:
        line.at(content.instant(PEOPLE_AT, stage.now), partial(_make_person, stage, one))
        if one.get("suspended_until"):
            line.at(content.instant("-10d 09:00", stage.now), partial(_suspend, stage, one))
    for one in content.read("organisations.json")["organisations"]:
        line.at(content.instant(PEOPLE_AT, stage.now), partial(_make_organisation, stage, one))
    for one in content.read("groups.json")["groups"]:
        line.at(content.instant(GROUPS_AT, stage.now), partial(_make_group, stage, one))
    line.at(content.instant(GROUPS_AT, stage.now), partial(_fill_groups, stage, people))
    for one in people:
        for mandate in one.get("mandates", ()):
            _tell_mandate(stage, line, one["key"], mandate)


def _make_person(stage: Stage, one: dict[str, Any]) -> None:
    stage.put(f"person:{one['key']}", accounts.create_person(
        name=one["name"], email=one["email"], password_hash=stage.password_hash, language=one["language"],
        is_admin=one.get("admin", False), is_example=True, confirmed=one.get("confirmed", True)))


def _suspend(stage: Stage, one: dict[str, Any]) -> None:
    admin = Viewer(id=stage.person("nadia"), email_confirmed=True, is_admin=True)
    until = content.instant(one["suspended_until"], stage.now)
    began = content.instant("-10d 09:00", stage.now)
    accounts.suspend(admin, stage.person(one["key"]), days=(until - began).days)


def _named(names: dict[str, str], what: str) -> dict[str, str]:
    return {f"{what}_{lang}": text for lang, text in names.items()}


def _make_organisation(stage: Stage, one: dict[str, Any]) -> None:
    first, *later = one["names"]
    admin = stage.person("nadia")
    made = organisations.add_organisation(
        admin, kind=one["kind"], slug=one["slug"], is_example=one.get("example", False), **_name(first, stage.now))
    stage.put(f"organisation:{one['key']}", made)
    for name in later:
        organisations.rename_organisation(admin, made, **_name(name, stage.now))


def _name(name: dict[str, Any], now: datetime) -> dict[str, Any]:
    source = "; ".join(part for part in (name["source"], name.get("dates_status")) if part)
    return {"name_ar": name["ar"], "name_fr": name["fr"], "name_en": name["en"], "short_name": name["short_name"],
            "valid_from": content.day(name["valid_from"], now), "valid_to": content.day(name["valid_to"], now),
            "source": source}


def _make_group(stage: Stage, one: dict[str, Any]) -> None:
    stage.put(f"group:{one['key']}", groups.create_group(
        stage.person("nadia"), slug=one["slug"], kind=one["kind"], visibility=one["visibility"],
        join_policy=one["join_policy"], theme=one["theme"],
        parent_id=stage.group(one["parent"]) if one["parent"] else None,
        charter_source="\n".join(one["charter"]), source=content.read("groups.json")["about"],
        **_named(one["names"], "name"), **_named(one["purpose"], "purpose")))


def _fill_groups(stage: Stage, people: list[dict[str, Any]]) -> None:
    """Everyone enters; the administrator, who only made the groups, leaves them."""
    admin = stage.person("nadia")
    organisers_first = sorted(people, key=lambda one: one["key"] not in ORGANISERS.values())
    for one in organisers_first:
        for group, role in one["groups"].items():
            groups.set_member(admin, stage.group(group), stage.person(one["key"]), role)
    for group in ORGANISERS:
        groups.leave(admin, stage.group(group))


def _tell_mandate(stage: Stage, line: Timeline, person: str, mandate: dict[str, Any]) -> None:
    def give() -> None:
        groups.give_mandate(
            stage.person(ORGANISERS[mandate["group"]]), stage.group(mandate["group"]),
            person_id=stage.person(person), organisation_id=stage.ids[f"organisation:{mandate['organisation']}"],
            capacity=mandate["capacity"], college=mandate["college"],
            starts_on=content.day(mandate["starts_on"], stage.now) or stage.now.date(),
            ends_on=content.day(mandate["ends_on"], stage.now))

    begins = mandate["starts_on"]
    line.at(content.instant(begins if begins[0] == "-" else "2019-02-05T10:00", stage.now), give)
