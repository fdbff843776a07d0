"""What people hear of when they have chosen nothing, and how much mail is too much. Pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

DEFAULT_LEVEL = "replies"
DEFAULT_MAIL = "now"
LEVELS = ("all", "replies", "none")
MAILS = ("now", "digest", "never")
# A mail waits so long, so that who is reading right now is not mailed what they have just read.
MAIL_DELAY = timedelta(minutes=1)
MAILS_AN_HOUR = 5
AN_HOUR = timedelta(hours=1)
# The hour of the digest, by the site's clock.
DIGEST_AT = time(7, 0)
# How many people are told in the transaction of the act itself; the worker tells the rest, so many at a time.
AT_ONCE = 100
BATCH = 250


def effective_level(thread: str | None, group: str | None) -> str:
    """What a person hears of a thread: their choice for it, else for its group, else the default."""
    return thread or group or DEFAULT_LEVEL


def hears_post(level: str, wrote: bool) -> bool:
    """Whether a new post is told: to who asked for everything, and to who wrote there before."""
    return level == "all" or (level == "replies" and wrote)


def effective_mail(general: str | None, group: str | None, thread: str | None) -> str:
    """When it is mailed. "Never" for everything is over every other choice: unsubscribing must always work."""
    if general == "never":
        return "never"
    return thread or group or general or DEFAULT_MAIL


def next_digest(now: datetime, zone: str) -> datetime:
    """The next morning's digest."""
    here = now.astimezone(ZoneInfo(zone))
    due = datetime.combine(here.date(), DIGEST_AT, here.tzinfo)
    return due if due > here else datetime.combine(here.date() + timedelta(days=1), DIGEST_AT, here.tzinfo)
