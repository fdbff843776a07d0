"""What the pages that show several features gather: one query of each feature, never one per line."""

from goforum.pages.queries.groups import (
    GroupFront,
    Leaving,
    OrganisationPage,
    group_front,
    leaving,
    organisation_page,
)
from goforum.pages.queries.home import (
    CommitmentLinks,
    HomeOfMember,
    HomeOfVisitor,
    commitment_links,
    home_of_member,
    home_of_visitor,
)

__all__ = [
    "CommitmentLinks",
    "GroupFront",
    "HomeOfMember",
    "HomeOfVisitor",
    "Leaving",
    "OrganisationPage",
    "commitment_links",
    "group_front",
    "home_of_member",
    "home_of_visitor",
    "leaving",
    "organisation_page",
]
