"""Honesty about small groups: one policy, asked wherever figures by subgroup or result might be drawn."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Disclosure:
    """How many must stand behind a figure before it is shown.

    In an open poll a breakdown under three persons would name them before the close does; in a secret one, a result
    or a participation under ten ballots comes too near to telling who chose what.
    """

    secret: bool = False
    least_open: int = 3
    least_secret: int = 10

    @property
    def least(self) -> int:
        """The fewest that may be shown."""
        return self.least_secret if self.secret else self.least_open

    def may_break_down(self, ballots: int) -> bool:
        """Whether the figures of a subgroup of so many ballots may be shown; nobody at all tells nothing of anybody."""
        return ballots == 0 or ballots >= self.least

    def may_show_running(self, ballots: int) -> bool:
        """Whether a count may be shown while people vote."""
        return not self.secret or ballots >= self.least_secret

    def break_down(self, groups: dict[str, int]) -> dict[str, int | None]:
        """Figures by subgroup, None for "too few to tell". One hidden figure alone could be had by taking the rest from
        the whole: then the next smallest is hidden too."""
        shown: dict[str, int | None] = {
            name: count if self.may_break_down(count) else None for name, count in groups.items()}
        hidden = [name for name, count in shown.items() if count is None]
        if len(hidden) == 1 and len(groups) > 1:
            rest = [name for name, count in shown.items() if count]
            if rest:
                shown[min(rest, key=lambda name: (groups[name], name))] = None
        return shown


OPEN = Disclosure()
SECRET = Disclosure(secret=True)
