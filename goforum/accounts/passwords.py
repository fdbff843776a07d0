"""Argon2id, and the offline list of passwords everybody tries first.

Hashing takes tens of milliseconds of CPU, so it never runs on the event loop nor inside a transaction.
"""

from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from goforum.core import offload

# 19 MiB, two passes, one lane: the OWASP minimum for argon2id; about 20 ms on a small server.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def common_passwords() -> frozenset[str]:
    """Well-known passwords of ten characters or more, casefolded (shorter ones fall to the length rule)."""
    text = (files("goforum.accounts") / "common_passwords.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _nobody() -> str:
    return _hasher.hash("the password of an account that does not exist")


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    return offload.run(_hasher.hash, password)


def verify(stored: str | None, password: str) -> bool:
    """True for the right password. Without an account the same work is done and the answer is no."""
    return offload.run(_verify, stored or _nobody(), password) and stored is not None


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
