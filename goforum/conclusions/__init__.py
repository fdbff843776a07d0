"""What comes out of meetings: points discussed and decided, and actions that somebody does until a day.

It knows nothing of meetings but their numbers, as voting knows nothing of proposals: the room writes here, and the
minutes and the pages of actions, both above, read here.
"""

from flask import Flask


def register(app: Flask) -> None:
    """No routes of its own: meetings and minutes hold the doors."""
