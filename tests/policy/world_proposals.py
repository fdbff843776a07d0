"""What proposals add to the world: another text for one, and an argument about it, both by the helper."""

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
