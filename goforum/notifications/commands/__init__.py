"""Everything that writes about notifications."""

from goforum.notifications.commands.following import begin_following, note_writer, stop_following
from goforum.notifications.commands.telling import spread, tell, tell_audience

__all__ = ["begin_following", "note_writer", "spread", "stop_following", "tell", "tell_audience"]
