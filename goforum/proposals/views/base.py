"""What all doors of proposals share: opening one, or a group, for who looks."""

from flask import Blueprint

from goforum.core import clock
from goforum.core.rules import require
from goforum.core.web import keep_private, viewer
from goforum.groups import queries as groups
from goforum.groups.queries import GroupCard
from goforum.groups.rules import Standing, may_read
from goforum.proposals import queries
from goforum.proposals.models import Proposal

bp = Blueprint("proposals", __name__)


def enter(proposal_id: int) -> tuple[Proposal, Standing]:
    """A proposal the person looking may see, and what they are to its group."""
    proposal, standing = queries.get_proposal(proposal_id, viewer().id)
    if standing.visibility != "public" or proposal.published_at is None:
        keep_private()
    return proposal, standing


def enter_group(slug: str) -> tuple[GroupCard, Standing]:
    group = groups.get_group_by_slug(slug)
    standing = groups.standing(viewer().id, group.id)
    require(may_read(standing, clock.now()))
    if group.visibility != "public":
        keep_private()
    return group, standing
