"""What is taken, what is refused, and that nothing active or telling is ever kept: bytes, names, time and memory."""

import io
import resource
import subprocess
import sys
import time

import pytest
from PIL import Image

from goforum.files import kinds, pictures
from goforum.files.intake import take_in
from goforum.files.kinds import Unfit
from goforum.files.names import clean_name
from goforum.files.pictures import WORKSHOP, shown_size
from goforum.files.queries import find_file
from goforum.files.store import store
from tests.files.conftest import row, upload
from tests.files.samples import ACTIVE, GOOD, HOSTILE, NAMES, large_png, noisy, photograph, picture

# Of refusing, and of what this process may grow by meanwhile.
SECONDS, MEMORY = 1.0, 60 * 1024


def kept(file_id):
    found = find_file(file_id)
    paths = [store().path(found.sha256)]
    if found.card.is_picture:
        paths.append(store().path(found.sha256, small=True))
    return found.card, [path.read_bytes() for path in paths]


@pytest.mark.parametrize("name", GOOD)
def test_what_people_need_is_taken(member, name):
    body, media_type, ending = GOOD[name]
    card, parts = kept(upload(member, body, name))
    assert card.media_type == media_type or media_type is None
    assert card.name.endswith(f".{ending}")
    assert card.size == len(parts[0])
    assert (len(parts) == 2) == card.is_picture


def spent():
    """Seconds of the processor, ours and our children's: the time it takes when nothing else runs."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both), both[0].ru_maxrss


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_or_made_harmless(member, name):
    body, wanted = HOSTILE[name]
    made, reason, before = None, "", spent()
    try:
        made = upload(member, body, name)
    except Unfit as refusal:
        reason = str(refusal.reason)
    seconds, grown = (now - then for now, then in zip(spent(), before, strict=True))
    assert seconds < SECONDS
    assert grown < MEMORY
    assert not list((store().root / "incoming").iterdir())
    if made is None:
        assert reason
        assert wanted in {"refused", "any"}
        return
    card, parts = kept(made)
    assert wanted in {card.media_type, "any"}
    # What is only ever sent to be saved keeps its bytes; what is shown holds nothing but points.
    if card.is_picture:
        assert not [word for word in ACTIVE for part in parts if word in part]


def test_a_photograph_forgets_where_it_was_taken_and_stands_upright(member):
    card, parts = kept(upload(member, photograph(), "photo.jpg"))
    assert (card.width, card.height) == (300, 400)
    with Image.open(store().path(row(card.id).sha256)) as image:
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    assert not [word for word in ACTIVE for part in parts if word in part]


def test_large_pictures_become_as_large_as_a_screen_and_keep_their_shape(member):
    card, _parts = kept(upload(member, noisy(size=(5200, 2600)), "wide.jpg"))
    assert (card.width, card.height) == (2560, 1280)
    assert card.shown == (320, 160)


@pytest.mark.parametrize(("mode", "kind"), [("1", "PNG"), ("L", "PNG"), ("LA", "PNG"), ("P", "PNG"), ("RGBA", "PNG"),
                                            ("I;16", "PNG"), ("CMYK", "JPEG"), ("L", "JPEG"), ("RGBA", "WEBP")])
def test_every_way_of_writing_colours_is_read(member, mode, kind):
    out = io.BytesIO()
    Image.new(mode, (64, 48)).save(out, kind)
    card, _parts = kept(upload(member, out.getvalue(), "x"))
    assert (card.width, card.height) == (64, 48)


@pytest.mark.parametrize("body", [HOSTILE["huge.png"][0], HOSTILE["lying.png"][0], large_png(4900, 5000)],
                         ids=["huge", "lying", "largest"])
def test_drawing_again_stays_within_its_memory(tmp_path, body):
    """Measured in the process that draws: refusals cost next to nothing, the largest picture taken stays under 450 MB."""
    (tmp_path / "in").write_bytes(body)
    watch = ("import resource, subprocess, sys; subprocess.run([sys.executable, '-I', *sys.argv[1:]], check=True);"
             "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    done = subprocess.run([sys.executable, "-c", watch, WORKSHOP, tmp_path / "in", "image/png", tmp_path / "full",
                           tmp_path / "small"], capture_output=True, text=True, check=True)
    told, _, peak = done.stdout.rpartition("}")
    assert int(peak) < (60_000 if "points" in told else 450_000), (told, peak)


def test_a_file_that_is_too_large_is_refused_before_it_is_read_whole(member, app):
    class Endless:
        read_bytes = 0

        def read(self, size):
            self.read_bytes += size
            return b"x" * size

    endless = Endless()
    with pytest.raises(Unfit, match="too-large"):
        take_in(member, endless, "long.txt")
    assert endless.read_bytes < app.config["SETTINGS"].file_max_bytes + 1_000_000


@pytest.mark.parametrize("name", NAMES)
def test_names_become_ones_that_can_be_shown_and_saved(name):
    assert clean_name(name, "png") == NAMES[name]


@pytest.mark.parametrize("name", ["x" * 300 + ".png", "ع" * 300 + ".png", "👩‍👩‍👧" * 80 + ".png", "." * 300])
def test_long_names_are_cut_between_letters(name):
    made = clean_name(name, "png")
    assert made.endswith(".png")
    assert len(made.encode()) <= 200
    made.encode().decode()


def test_small_forms_are_shown_within_their_box_and_never_enlarged():
    assert shown_size(1600, 1200) == (320, 240)
    assert shown_size(100, 50) == (100, 50)
    assert shown_size(10, 4000) == (1, 240)
    assert shown_size(4000, 10) == (320, 1)


def test_the_same_bytes_are_kept_once_and_belong_to_each_uploader(member, group):
    from tests.factories import make_member

    body = picture(colour=(1, 2, 3))
    first, second = upload(member, body), upload(make_member(group), body)
    assert first != second
    assert row(first).sha256 == row(second).sha256


def test_the_same_file_sent_again_by_the_same_form_is_the_same_file(member):
    body = picture(colour=(3, 2, 1))
    assert upload(member, body, key="form") == upload(member, body, key="form") != upload(member, body, key="other")


@pytest.mark.parametrize("name", ["far.png", "far.gif"])
def test_a_far_too_large_picture_is_refused_while_others_hold_every_place(tmp_path, name):
    """Ten people send pictures at once: who sends a bomb is told so at once, not after them."""
    from goforum.files import workshop

    assert pictures.MOST_POINTS == workshop.MOST_OTHERS
    file = tmp_path / name
    png = large_png(10_000, 10_000)
    file.write_bytes(png if name.endswith("png") else b"GIF89a" + (60_000).to_bytes(2, "little") * 2 + b"\0" * 20)
    kind = kinds.PNG if name.endswith("png") else kinds.GIF
    held = [pictures._gate.acquire(timeout=1) for _ in range(pictures.AT_ONCE)]
    try:
        assert all(held)
        began = time.monotonic()
        with pytest.raises(kinds.Unfit, match="points"):
            pictures.redraw(file, kind, tmp_path / "full", tmp_path / "small")
        assert time.monotonic() - began < pictures.WAIT / 4
    finally:
        for _ in held:
            pictures._gate.release()
