"""The rows of files: the world's post carries none, so the files of its own posts stand in tests/files/test_access.py."""

from tests.policy.doors import Row, site

FILES: list[Row] = [
    # Whoever may act may add a file; without one in the form, that is what is said.
    site("files.upload", "POST", "403 403 422 422 422 422 422 403"),
    # An address of no file, and of one that the viewer may not see, are the same page.
    site("pages.file", "GET", "404", file_id="4711"),
    site("pages.small_file", "GET", "404", file_id="4711"),
]
