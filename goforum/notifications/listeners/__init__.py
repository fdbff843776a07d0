"""What notifications hear: a file for each feature, with its kinds, what they are about, and its events.

To tell people of something new, add a file here (it is loaded by being here):

1. ``add_kinds(Kind("name", words, icon))``: ``words`` takes how many and the place of the title.
2. ``add_subject(Subject("name", load, shown))`` if they are about something no other file knows yet: ``load`` answers
   with title and page of those things a person may see; ``shown`` is the same as an SQL condition, so that counts
   agree with lists.
3. ``@inside(Event)`` calls ``tell(ids, "name", …)`` or ``tell_audience(("audience", number), "name", …)``.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
