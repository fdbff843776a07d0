"""What workshops hear: somebody left a group."""

from goforum.core.events import inside
from goforum.groups.events import MemberLeft
from goforum.workshops.commands import let_go


@inside(MemberLeft)
def free_their_places(event: MemberLeft) -> None:
    """Their places in what was for members alone go to those who wait."""
    let_go(event.person_id, event.group_id)
