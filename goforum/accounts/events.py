"""What happens to people and their sessions."""

from dataclasses import dataclass

from goforum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PersonRegistered(Event):
    person_id: int


@dataclass(frozen=True, kw_only=True)
class EmailConfirmed(Event):
    person_id: int


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    person_id: int
    session_id: int


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    """These sessions are over; every socket they opened must close."""

    person_id: int
    session_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SignedOutEverywhere(Event):
    """Everything that let somebody in as this person is to end."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PersonSuspended(Event):
    person_id: int


@dataclass(frozen=True, kw_only=True)
class SuspensionLifted(Event):
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PreferencesChanged(Event):
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PersonErased(Event):
    """The account is blank now: it belongs nowhere, and nobody opens it."""

    person_id: int
