"""Example reports of the demonstration: a queue with something in it, and a log that is not empty."""

from functools import partial
from typing import Any

from goforum.demo import content
from goforum.demo.cast import Stage
from goforum.demo.timeline import Timeline
from goforum.moderation import commands as moderation
from goforum.moderation.queries import get_case
from goforum.threads.queries import page_posts


def tell_moderation(stage: Stage, line: Timeline) -> None:
    """Put every report, and what was decided, on the line."""
    for report in content.read("moderation.json")["reports"]:
        line.at(content.instant(report["at"], stage.now), partial(_report, stage, report))
        if decided := report.get("decided"):
            line.at(content.instant(decided["at"], stage.now), partial(_decide, stage, report, decided))


def _post(stage: Stage, report: dict[str, Any]) -> int:
    number: int = report["post"]
    return page_posts(stage.ids[f"thread:{report['thread']}"], 1)[number - 1].id


def _report(stage: Stage, report: dict[str, Any]) -> None:
    stage.put(f"case:{report['thread']}:{report['post']}", moderation.report(
        stage.person(report["by"]), "post", _post(stage, report), reason=report["reason"], words=report["words"]))


def _decide(stage: Stage, report: dict[str, Any], decided: dict[str, Any]) -> None:
    case_id = stage.ids[f"case:{report['thread']}:{report['post']}"]
    moderation.decide(stage.person(decided["by"]), case_id, version=get_case(case_id).version,
                      verdict=moderation.Verdict(act=decided["act"], reason=report["reason"]))
