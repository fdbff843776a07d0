"""The paper as a DOCX: seven small parts in a zip, written here because that is all such a sheet needs.

Arabic is marked right to left by paragraph (``w:bidi``) and by run (``w:rtl``), or word processors show it backwards.
"""

import io
import zipfile
from xml.sax.saxutils import escape

from goforum.minutes.paper import Paper, Words

KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "application/vnd.openxmlformats-package"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# A fixed date: the same paper is the same file.
_DATE = (2019, 2, 6, 0, 0, 0)
_TAGS = {"ar": "ar-MA", "fr": "fr-FR", "en": "en-GB"}


def _plain(text: str) -> str:
    """Text for XML: the letters it cannot hold are left out."""
    return escape("".join(letter for letter in text if letter >= " " or letter in "\t\n"))


def _run(words: Words, *, bold: bool = False, small: bool = False) -> str:
    marks = ("<w:b/><w:bCs/>" if bold else "") + ('<w:sz w:val="18"/><w:szCs w:val="18"/>' if small else "")
    turn = "<w:rtl/>" if words.dir == "rtl" else ""
    tag = _TAGS[words.lang]
    lang = f'<w:lang w:bidi="{tag}"/>' if turn else f'<w:lang w:val="{tag}"/>'
    return f'<w:r><w:rPr>{marks}{turn}{lang}</w:rPr><w:t xml:space="preserve">{_plain(words.text)}</w:t></w:r>'


def _paragraph(style: str, words: Words, paper: Paper, *, level: int | None = None, bold: bool = False,
               small: bool = False) -> str:
    number = "" if level is None else f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    turn = "<w:bidi/>" if paper.dir == "rtl" else ""
    return (f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{number}{turn}</w:pPr>'
            f"{_run(words, bold=bold, small=small)}</w:p>")


def _body(paper: Paper) -> str:
    def own(text: str) -> Words:
        return Words(text, paper.lang)

    parts = [_paragraph("Banner", words, paper, bold=True) for words in paper.banner]
    parts += [_paragraph("Title", paper.title, paper),
              _paragraph("Subtitle", own(paper.label), paper),
              _paragraph("State", own(f"{paper.group} · {paper.state}"), paper)]
    for section in paper.sections:
        parts.append(_paragraph("Heading1", own(section.title), paper))
        for line in section.lines:
            parts.append(_paragraph("Normal", line.words, paper, level=None if section.plain else 0))
            parts += [_paragraph("Normal", Words(text, line.words.lang), paper, level=1) for text in line.below]
            if line.note:
                parts.append(_paragraph("Note", own(line.note), paper, small=True))
    parts += [_paragraph("Foot" if at else "FootFirst", own(text), paper, small=True)
              for at, text in enumerate(paper.foot)]
    return "".join(parts)


def _style(name: str, title: str, paragraph: str, run: str, *, default: bool = False) -> str:
    mark = ' w:default="1"' if default else ""
    return (f'<w:style w:type="paragraph"{mark} w:styleId="{name}"><w:name w:val="{title}"/>'
            f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>")


def _size(half_points: int, *, bold: bool = False) -> str:
    return ("<w:b/><w:bCs/>" if bold else "") + f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


_STYLES = f"{_HEAD}<w:styles {_W}>" + "".join((
    _style("Normal", "Normal", '<w:spacing w:after="80"/>',
           '<w:rFonts w:ascii="Noto Sans" w:hAnsi="Noto Sans" w:cs="Noto Naskh Arabic"/>' + _size(22), default=True),
    _style("Banner", "Banner", '<w:jc w:val="center"/>', _size(22, bold=True)),
    _style("Title", "Title", '<w:spacing w:before="240"/><w:jc w:val="center"/>', _size(32, bold=True)),
    _style("Subtitle", "Subtitle", '<w:spacing w:after="60"/><w:jc w:val="center"/>', _size(26)),
    _style("State", "State", '<w:spacing w:after="240"/><w:jc w:val="center"/>', _size(18)),
    _style("Heading1", "heading 1", '<w:keepNext/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="0"/>',
           _size(26, bold=True)),
    _style("Note", "Note", '<w:spacing w:after="100"/><w:ind w:left="360"/>', _size(18)),
    _style("FootFirst", "FootFirst", '<w:pBdr><w:top w:val="single" w:sz="4" w:space="6" w:color="999999"/></w:pBdr>'
           '<w:spacing w:before="360"/>', _size(16)),
    _style("Foot", "Foot", "", _size(16)), _style("Page", "footer", '<w:jc w:val="center"/>', _size(16)),
)) + "</w:styles>"

_LEVELS = "".join(
    f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="bullet"/><w:lvlText w:val="{mark}"/><w:pPr>'
    f'<w:ind w:left="{360 * (level + 1)}" w:hanging="260"/></w:pPr></w:lvl>' for level, mark in enumerate("•–"))
_NUMBERS = (f'{_HEAD}<w:numbering {_W}><w:abstractNum w:abstractNumId="0">{_LEVELS}</w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>')
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = (
    f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Default Extension="rels" ContentType="{_PACKAGE}.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_MAIN}.styles+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_MAIN}.footer+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_MAIN}.numbering+xml"/></Types>')
_FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
_NUMBER = _FIELD.format("begin") + "<w:r><w:instrText>{}</w:instrText></w:r>" + _FIELD.format("end")
# The number of the page and how many there are, as fields that word processors fill in.
_PAGE = (f'{_HEAD}<w:ftr {_W}><w:p><w:pPr><w:pStyle w:val="Page"/></w:pPr>{_NUMBER.format("PAGE")}'
         f'<w:r><w:t xml:space="preserve"> / </w:t></w:r>{_NUMBER.format("NUMPAGES")}</w:p></w:ftr>')
_RELS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_ROOT = (f'{_HEAD}<Relationships {_RELS}><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
         'Target="word/document.xml"/></Relationships>')
_LINKS = (f'{_HEAD}<Relationships {_RELS}><Relationship Id="r1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
          f'<Relationship Id="r2" Type="{_OFFICE}/numbering" Target="numbering.xml"/>'
          f'<Relationship Id="r3" Type="{_OFFICE}/footer" Target="footer1.xml"/></Relationships>')


def write(paper: Paper) -> bytes:
    """The file."""
    turn = "<w:bidi/>" if paper.dir == "rtl" else ""
    section = ('<w:sectPr><w:footerReference w:type="default" r:id="r3"/><w:pgSz w:w="11906" w:h="16838"/>'
               f"{turn}</w:sectPr>")
    document = (f'{_HEAD}<w:document {_W} xmlns:r="{_OFFICE}"><w:body>{_body(paper)}{section}</w:body></w:document>')
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (("[Content_Types].xml", _TYPES), ("_rels/.rels", _ROOT), ("word/document.xml", document),
                           ("word/_rels/document.xml.rels", _LINKS), ("word/styles.xml", _STYLES),
                           ("word/numbering.xml", _NUMBERS), ("word/footer1.xml", _PAGE)):
            archive.writestr(zipfile.ZipInfo(name, _DATE), text, zipfile.ZIP_DEFLATED)
    return made.getvalue()
