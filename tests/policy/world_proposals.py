"""What proposals add to the world: by the helper, another text for one and an argument; a question; two that were merged."""

from typing import Any

from goforum.proposals import commands as proposals


def add(world: Any, words: dict[str, str]) -> None:
    """Fill both places."""
    for place, said in ((world.public, {}), (world.reserved, words)):
        helper, proposal = place.ids["helper"], place.ids["proposal_id"]
        text = said.get("proposal_text", "Another measure")
        place.ids |= {
            "amendment_id": proposals.amend(helper, proposal, title=f"{said.get('proposal', 'Plain')} amended",
                                            body=f"{text}, amended", why=f"{text}: better", version=1),
            "argument_id": proposals.argue(helper, proposal, side="for", body=f"{text}: a reason"),
        }
        organiser = place.ids["organiser"]
        twins = [proposals.create_proposal(organiser, place.group_id, title=f"{said.get('proposal', 'Plain')} twin {number}",
                                           body=f"{text} {number}", publish=True) for number in range(2)]
        place.ids |= {
            "merge_id": proposals.merge_proposals(organiser, twins[0], target_id=twins[1], reason=f"{text}: the same"),
            "merge_target_id": twins[1],
            "ask_id": proposals.ask_more(organiser, proposal, words=f"{text}: how much?"),
        }
