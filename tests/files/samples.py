"""Files made on the fly: good ones of each kind, and hostile ones that look like them."""

import io
import struct
import zipfile
import zlib

from PIL import Image

SCRIPT = b"<script>alert(document.domain)</script>"
# Nothing that is kept or sent may hold any of these.
ACTIVE = (b"<script", b"onload", b"onerror", b"javascript:", b"<svg", b"<html", b"GPSLat", b"secret-camera")


def picture(kind="PNG", size=(400, 300), colour=(11, 93, 80), **options):
    out = io.BytesIO()
    mode = {"GIF": "P"}.get(kind, "RGB")
    Image.new("RGB", size, colour).convert(mode).save(out, kind, **options)
    return out.getvalue()


def noisy(kind="JPEG", size=(1200, 900), **options):
    """A picture that does not compress to nothing, as a photograph does not."""
    out = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def clouds(size):
    """A JPEG with large shapes and small noise, as a telephone makes them."""
    shapes = Image.effect_noise((size[0] // 60, size[1] // 60), 80).resize(size, Image.Resampling.BICUBIC)
    out = io.BytesIO()
    Image.blend(shapes, Image.effect_noise(size, 20), 0.12).convert("RGB").save(out, "JPEG", quality=92)
    return out.getvalue()


def photograph():
    """A JPEG that says where and with what it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x0110] = "secret-camera"
    exif[0x0112] = 6  # to be turned by a quarter
    exif.get_ifd(0x8825)[2] = (33.0, 35.0, 0.0)
    return picture("JPEG", (400, 300), exif=exif, comment=SCRIPT)


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of(width, height, rows=b""):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def huge_png():
    """A hundred megapixels, honestly compressed: 300 MB of black in 300 kB."""
    return large_png(10_000, 10_000)


def large_png(width, height):
    """As many points as that, all black."""
    line = b"\0" * (1 + 3 * width)
    packer = zlib.compressobj(1)
    return png_of(width, height, b"".join(packer.compress(line) for _ in range(height)) + packer.flush())


def lying_png():
    """2,500 million points by its word, nothing in it."""
    return png_of(50_000, 50_000, zlib.compress(b"\0" * 1000))


def text_bomb_png():
    """A small picture whose comment unpacks to 200 MB."""
    small = picture("PNG", (8, 8))
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 200_000_000, 9))
    return small[:33] + bomb + small[33:]


def archive(parts, *, stored=(), before=b"", after=b""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in parts.items():
            made.writestr(name, body, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return before + out.getvalue() + after


def docx(**more):
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>", **more})


def xlsx():
    return archive({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})


def pptx():
    return archive({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"})


def odf(kind="text", **more):
    return archive({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<x/>", **more},
                   stored=("mimetype",))


def bomb_docx():
    """Ten parts of 100 MB of zeros."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", "<x/>")
        for number in range(10):
            with made.open(f"word/media/{number}.bin", "w") as part:
                for _ in range(40):
                    part.write(b"\0" * 1_000_000)
    return out.getvalue()


def crowded_zip():
    """A table of contents with sixty thousand lines."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", "<x/>")
        for number in range(20_000):
            made.writestr(f"word/{number}", "")
    return out.getvalue()


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><text>x</text></svg>'
HTML = b"<!doctype html><html><body onload=alert(1)>" + SCRIPT

GOOD = {
    "chart.png": (picture(), "image/png", "png"), "photo.jpg": (photograph(), "image/jpeg", "jpg"),
    "photo.webp": (noisy("WEBP", (300, 200)), "image/webp", "webp"), "moving.gif": (picture("GIF"), "image/png", "png"),
    "minutes.pdf": (PDF, "application/pdf", "pdf"), "letter.docx": (docx(), None, "docx"),
    "table.xlsx": (xlsx(), None, "xlsx"), "talk.pptx": (pptx(), None, "pptx"), "letter.odt": (odf(), None, "odt"),
    "table.ods": (odf("spreadsheet"), None, "ods"), "notes.txt": ("مرحبا بكم\n".encode(), "text/plain", "txt"),
    "figures.csv": (b"\xef\xbb\xbfa;b\n1;2\n", "text/csv", "csv"), "notes": (b"Words.\n", "text/plain", "txt"),
}

# name → (bytes, what must happen: "refused", or the media type it is served as)
HOSTILE = {
    "gif-with-script.gif": (picture("GIF", comment=SCRIPT), "image/png"),
    "gif-and-script.gif": (b"GIF89a/*" + picture("GIF")[8:] + b"*/=1;" + SCRIPT, "any"),
    "png-and-page.png": (picture() + HTML, "image/png"),
    "jpeg-with-script.jpg": (photograph() + SCRIPT, "image/jpeg"),
    "png-with-text.png": (picture()[:33] + chunk(b"tEXt", b"Comment\0" + SCRIPT) + picture()[33:], "image/png"),
    "png-text-bomb.png": (text_bomb_png(), "any"),
    "page.png": (HTML, "refused"), "page.jpg": (b"\n\n  " + HTML, "refused"), "page.txt": (HTML, "refused"),
    "page.html": (HTML, "refused"), "words.html": (b"Only words.", "refused"), "drawing.svg": (SVG, "refused"),
    "drawing.png": (SVG, "refused"), "declared.svg": (b'<?xml version="1.0"?>' + SVG, "refused"),
    "bom.txt": (b"\xef\xbb\xbf" + HTML, "refused"), "utf16.txt": (HTML.decode().encode("utf-16"), "refused"),
    "huge.png": (huge_png(), "refused"), "lying.png": (lying_png(), "refused"),
    "cut.png": (picture()[:60], "refused"), "cut.jpg": (noisy()[:2000], "refused"),
    "bomb.docx": (bomb_docx(), "refused"), "crowded.docx": (crowded_zip(), "refused"),
    "macros.docx": (docx(**{"word/vbaProject.bin": b"x"}), "refused"),
    "macros.odt": (odf(**{"Basic/Standard/Module1.xml": "x"}), "refused"),
    "climbing.docx": (docx(**{"../../etc/passwd": "x"}), "refused"),
    "plain.zip": (archive({"a.txt": "x"}), "refused"), "java.png": (archive({"A.class": "x"}), "refused"),
    "gif-and-zip.gif": (picture("GIF") + archive({"A.class": b"<script>"}), "image/png"),
    "pdf-and-page.pdf": (PDF + HTML, "application/pdf"), "late.pdf": (HTML + PDF, "refused"),
    "program.exe": (b"MZ\x90\0" + b"\0" * 200, "refused"), "program.png": (b"\x7fELF\2\1\1" + b"\0" * 200, "refused"),
    "script.sh": (b"#!/bin/sh\nrm -rf /\n", "refused"), "script.js": (b"alert(1)", "refused"),
    "script.php;.png": (b"<?php system($_GET[0]);", "refused"), "old.doc": (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "refused"),
    "mail.txt": (b"MIME-Version: 1.0\nContent-Type: text/html\n\n" + HTML, "refused"),
    "empty.png": (b"", "refused"), "zeros.txt": (b"\0" * 100, "refused"), "icon.ico": (b"\0\0\1\0\1\0" + b"\0" * 60, "refused"),
    "picture.bmp": (picture("BMP"), "refused"), "picture.tiff": (picture("TIFF"), "refused"),
    "picture.avif": (picture("AVIF"), "refused"),
}

NAMES = {
    "\u202egnp.exe": "gnp.exe.png", "photo\u202egpj.png": "photogpj.png", "../../etc/passwd": "passwd.png",
    "..\\..\\windows\\x.png": "x.png", "a\0b.png": "ab.png", "": "file.png", "...": "file.png",
    ".htaccess": "htaccess.png", "x.php;.png": "x.php.png", 'a"b<c>.png': "a_b_c.png", "a\r\nSet-Cookie: x.png": "a Set-Cookie_ x.png",
    "صورة المؤتمر.png": "صورة المؤتمر.png", "photo.JPG": "photo.png", "rapport.pdf": "rapport.pdf.png",
    "\u2066hidden\u2069.png": "hidden.png", "e\u0301te\u0301.png": "été.png", "%2e%2e%2fx.png": "2e_2e_2fx.png",
}
