"""What administrators do about mails and jobs that failed for good."""

from dataclasses import dataclass

from goforum.core.events import Event


@dataclass(frozen=True, kw_only=True)
class FailureTriedAgain(Event):
    """A mail or a job (``what``) of this number."""

    what: str
    number: int


@dataclass(frozen=True, kw_only=True)
class FailureLetGo(Event):
    """``name`` is the mail's template or the job's task: a job that was let go is kept nowhere else."""

    what: str
    number: int
    name: str


@dataclass(frozen=True, kw_only=True)
class FailuresTriedAgain(Event):
    """Everything that was given up, at once."""

    mails: int
    jobs: int
