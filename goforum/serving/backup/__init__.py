"""Everything a site has in one file, made while it runs, and brought back whole or not at all.

``make`` writes the archive, ``check`` restores it somewhere else and compares, ``restore`` puts it in place.
"""

from goforum.serving.backup.archive import BackupError
from goforum.serving.backup.making import check, make, restore

__all__ = ["BackupError", "check", "make", "restore"]
