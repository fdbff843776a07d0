"""What people of the demonstration do around its proposals, so that each way of taking part is there to be seen."""

from datetime import datetime
from functools import partial
from typing import Any

from goforum.commitments.queries import get_commitment
from goforum.demo import content
from goforum.demo.cast import ORGANISERS, Stage
from goforum.demo.timeline import Timeline
from goforum.proposals import commands as proposals
from goforum.proposals.queries import get_proposal, list_asks, said
from goforum.proposals.rules.process import preset_dates


def tell_ripening(stage: Stage, line: Timeline) -> None:
    """Put every act on the line."""
    told = content.read("ripening.json")
    for group, needed in told["supports_needed"].items():
        line.at(content.instant("-30d 09:00", stage.now), partial(_set, stage, group, needed))
    begun = content.instant(told["process"]["at"], stage.now)
    line.at(begun, partial(_phases, stage, told["process"], begun))
    for act in told["acts"]:
        line.at(content.instant(act["at"], stage.now), partial(_ACTS[act["do"]], stage, act))


def _set(stage: Stage, group: str, needed: int) -> None:
    proposals.set_proposals(stage.person(ORGANISERS[group]), stage.group(group), supports_needed=needed)


def _phases(stage: Stage, process: dict[str, Any], begun: datetime) -> None:
    """Dates that are said; the clock of a demonstration moves nothing by itself."""
    proposals.start_process(stage.person(ORGANISERS[process["group"]]), stage.group(process["group"]),
                            dates=preset_dates(process["preset"], begun), automatic=False)


def _propose(stage: Stage, act: dict[str, Any]) -> None:
    stage.put(f"proposal:{act['key']}", proposals.create_proposal(
        stage.person(act["by"]), stage.group(act["group"]), title=act["title"], body=stage.text(act["body"]),
        publish=True))


def _of(stage: Stage, act: dict[str, Any]) -> int:
    return stage.ids[f"proposal:{act['proposal']}"]


def _support(stage: Stage, act: dict[str, Any]) -> None:
    for one in act["by"]:
        proposals.support(stage.person(one), _of(stage, act), on=True)


def _argue(stage: Stage, act: dict[str, Any]) -> None:
    made = proposals.argue(stage.person(act["by"]), _of(stage, act), side=act["side"], body=act["body"])
    for one in act["convinces"]:
        proposals.back_argument(stage.person(one), _of(stage, act), made, on=True)


def _amend(stage: Stage, act: dict[str, Any]) -> None:
    proposal, _standing = get_proposal(_of(stage, act), stage.person(act["by"]))
    stage.put(f"amendment:{act['key']}", proposals.amend(
        stage.person(act["by"]), proposal.id, title=proposal.title, body=proposal.body_source.replace(*act["replace"]),
        why=act["why"], version=proposal.version_number))
    stage.put(f"amended:{act['key']}", proposal.id)


def _accept(stage: Stage, act: dict[str, Any]) -> None:
    number = stage.ids[f"amended:{act['amendment']}"]
    proposal, _standing = get_proposal(number, stage.person(act["by"]))
    proposals.accept_amendment(stage.person(act["by"]), number, stage.ids[f"amendment:{act['amendment']}"],
                               version=proposal.version_number)


def _reject(stage: Stage, act: dict[str, Any]) -> None:
    proposals.reject_amendment(stage.person(act["by"]), stage.ids[f"amended:{act['amendment']}"],
                               stage.ids[f"amendment:{act['amendment']}"], reason=act["reason"])


def _change(stage: Stage, act: dict[str, Any]) -> None:
    """Only proposed: nothing of the plan is changed by a demonstration."""
    commitment, = stage.commitments([act["commitment"]])
    present = said(get_commitment(commitment))
    proposals.set_change(
        stage.person(act["by"]), _of(stage, act), commitment_id=commitment,
        fields={**present, **{name: present[name].replace(*words) for name, words in act.get("replace", {}).items()},
                **act.get("fields", {})},
        milestone=act["milestone"], milestone_due_on=content.day(act["due_on"], stage.now))


def _ask(stage: Stage, act: dict[str, Any]) -> None:
    proposals.ask_more(stage.person(act["by"]), _of(stage, act), words=act["words"])


def _reply(stage: Stage, act: dict[str, Any]) -> None:
    asked = list_asks(_of(stage, act))[0]
    proposals.answer_ask(stage.person(act["by"]), _of(stage, act), asked.id, words=act["words"])


def _merge(stage: Stage, act: dict[str, Any]) -> None:
    proposals.merge_proposals(stage.person(act["by"]), _of(stage, act), target_id=stage.ids[f"proposal:{act['into']}"],
                              reason=act["reason"])


def _theme(stage: Stage, act: dict[str, Any]) -> None:
    proposals.set_theme(stage.person(act["by"]), _of(stage, act), theme=act["theme"])


def _note(stage: Stage, act: dict[str, Any]) -> None:
    proposals.add_note(stage.person(act["by"]), _of(stage, act), body=act["words"])


def _answer(stage: Stage, act: dict[str, Any]) -> None:
    proposals.prepare_answer(stage.person(act["by"]), _of(stage, act), decision=act["decision"],
                             body=stage.text(act["body"]))
    proposals.publish_answer(stage.person(act["by"]), _of(stage, act))


_ACTS = {"propose": _propose, "support": _support, "argue": _argue, "amend": _amend, "change": _change,
         "accept": _accept, "reject": _reject, "ask": _ask, "reply": _reply, "merge": _merge, "theme": _theme,
         "note": _note, "answer": _answer}
