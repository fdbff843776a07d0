"""What a point of an agenda may be linked to, found by words of its title; only what the person may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goforum.commitments import queries as commitments
from goforum.core.i18n import localised
from goforum.meetings.rules.linking import fitting
from goforum.proposals import queries as proposals
from goforum.threads import queries as threads

MOST = 8
# So many titles are looked at: those of the meeting's own group, then the latest. Older ones go by their number.
LOOKED_AT = 1000


@dataclass(frozen=True)
class Title:
    """A thing by its title, and the language it is in."""

    id: int
    text: str
    language: str


def find_titles(words: str, person_id: int | None, group_id: int) -> Mapping[str, Sequence[Title]]:
    """Threads, proposals and commitments whose title holds these words: "thread", "proposal", "commitment"."""
    lists = {"thread": threads.list_titles(person_id, group_id, LOOKED_AT),
             "proposal": proposals.list_titles(person_id, group_id, LOOKED_AT)}
    found = {kind: fitting(((Title(*row), row[1]) for row in rows), words, MOST) for kind, rows in lists.items()}
    # A commitment is found by its title in any language, by its number and by its code.
    found["commitment"] = fitting(
        ((_commitment(card), " ".join(filter(None, (str(card.number), card.code, *card.titles.values()))))
         for card in commitments.list_commitments()), words, MOST)
    return found


def _commitment(card: commitments.CommitmentCard) -> Title:
    title = localised(card.titles)
    return Title(card.id, f"{card.number}. {title.text}", title.lang)


def titles_of_links(thread_id: int | None, proposal_id: int | None, person_id: int | None) -> dict[str, Title]:
    """What a thread and a proposal are called that a point is linked to, where the person may see them."""
    found: dict[str, Title] = {}
    for kind, number, cards in (("thread", thread_id, threads.cards), ("proposal", proposal_id, proposals.cards)):
        card = cards([number], person_id).get(number) if number else None
        if card is not None:
            found[kind] = Title(card.id, card.title, card.language)
    return found
