"""What a voter is told once a ballot is recorded."""

from dataclasses import dataclass
from datetime import datetime

from goforum.voting.queries.ledger import Proof


@dataclass(frozen=True)
class Receipt:
    """The vote as it stands, since when, and until when it may be changed.

    ``choice`` is a position, or the canonical text of the marks. ``proof`` is what the signed receipt says.
    """

    poll_id: int
    choice: str
    recorded_at: datetime
    closes_at: datetime
    first: bool
    changed: bool
    proof: Proof | None = None
