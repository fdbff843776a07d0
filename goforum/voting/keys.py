"""The site's key for receipts: made once, kept in the data directory, carried by every backup.

With it the site signs that a ballot is in the box. A voter whose receipt is good and whose ballot is not published has
proof against the site; that is what the key is for.
"""

import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from flask import current_app

from goforum.config import Explained

# A folder: what stands in folders of the data directory is in every backup.
PLACE = Path("keys") / "receipts.pem"


def _make(path: Path) -> None:
    """Write a new key; of several processes that do so at once, one wins and the others read what it wrote."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    aside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(aside)
    except FileExistsError:
        pass
    finally:
        aside.unlink()


def site_key() -> Ed25519PrivateKey:
    """The private key, read once for each process."""
    known = current_app.extensions.get("goforum_receipt_key")
    if isinstance(known, Ed25519PrivateKey):
        return known
    path: Path = current_app.config["SETTINGS"].data_dir / PLACE
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:  # a restored one comes as readable as the restorer's files are
        path.chmod(0o600)
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise Explained(f"{path} is no Ed25519 key: put back the one of the backup")
    current_app.extensions["goforum_receipt_key"] = key
    return key


def sign(text: str) -> str:
    """The signature of a text, in hex; the same text has the same signature."""
    return site_key().sign(text.encode()).hex()


def public_hex() -> str:
    """The public key as it stands in receipts."""
    return site_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def public_pem() -> str:
    """The public key as OpenSSL reads it."""
    return site_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
