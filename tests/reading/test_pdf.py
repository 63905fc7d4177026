import io
import re
import textwrap
import time
import zipfile

import pytest
from reportlab.pdfgen.canvas import Canvas

from bot.core.types import PassageKind
from bot.reading.limits import ReadingError, ReadingSettings
from bot.reading.pdf import pdf_document
from bot.reading.pdf.document import MOST_PAGES
from tests.sims.paper import HEIGHT, paper

LIMITS = ReadingSettings()


def read(body, limits=LIMITS):
    return pdf_document(body, kind="file", url=None, limits=limits)


def sentences(count):
    return [f"Sentence number {n} tells of the harbour and its {n * 7} ships." for n in range(1, count + 1)]


def set_in_lines(text, width=46):
    return textwrap.wrap(text, width)


@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize("by_rows", [False, True])
def test_columns_are_read_one_after_the_other_however_they_were_drawn(columns, by_rows):
    told = sentences(180)
    width = {1: 95, 2: 46, 3: 29}[columns]
    body = paper("A Paper on Harbours", set_in_lines(" ".join(told), width), columns=columns, by_rows=by_rows)
    document = read(body)
    assert [p.text for p in document.passages if p.kind is PassageKind.SENTENCE] == told
    assert document.title == "A Paper on Harbours"
    assert document.title_from_text


def test_a_chinese_paper_is_joined_without_spaces():
    told = [f"第{n}个句子说的是港口和其中的{n * 7}艘船，还有它们的船长。" for n in range(1, 150)]
    lines = re.findall(r"(?:\d+|\D){1,16}", "".join(told))
    body = paper("关于港口的论文", lines, head="虚构学报 第七卷")
    document = read(body)
    assert [p.text for p in document.passages if p.kind is PassageKind.SENTENCE] == told
    assert document.title == "关于港口的论文"
    assert document.language == "zh-Hans"


def test_running_heads_and_page_numbers_go_and_passages_know_their_page():
    document = read(paper("", set_in_lines(" ".join(sentences(300)))))
    assert "Journal" not in document.text
    assert document.pages == document.pages_read == 6
    pages = [passage.page for passage in document.passages]
    assert pages == sorted(pages)
    assert set(pages) == {1, 2, 3, 4, 5, 6}
    assert all(passage.text == document.text[passage.start : passage.end] for passage in document.passages)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["The harbour was re-", "built in a year."], "The harbour was rebuilt in a year."),
        (["A well-known port", "is a well-", "known one."], "A well-known port is a well-known one."),
        (["The years 2019-", "2020 were good."], "The years 2019-2020 were good."),
        (["The Anglo-", "Saxon port is old."], "The Anglo-Saxon port is old."),
    ],
)
def test_a_word_broken_at_the_end_of_a_line_is_whole_again(lines, text):
    assert read(paper("", lines)).text.endswith(text)


def test_headings_items_and_paragraphs_are_told_apart_and_cited_works_left_out():
    lines = [
        "# 1 Introduction",
        "The harbour of the town was built in the year",
        "of the great flood. It has two piers.",
        "• The first pier is long.",
        "• The second pier is short.",
        "# References",
        "[1] A. Nobody. On piers. 1999.",
        "# Appendix",
        "The tables of the harbour follow here.",
    ]
    found = [(p.kind.value, p.text) for p in read(paper("A Paper on Harbours", lines)).passages]
    assert found[-7:] == [
        ("heading", "1 Introduction"),
        ("sentence", "The harbour of the town was built in the year of the great flood."),
        ("sentence", "It has two piers."),
        ("item", "• The first pier is long."),
        ("item", "• The second pier is short."),
        ("heading", "Appendix"),
        ("sentence", "The tables of the harbour follow here."),
    ]


def test_the_mark_of_a_note_is_not_read_as_part_of_a_figure():
    out = io.BytesIO()
    canvas = Canvas(out)
    line = canvas.beginText(60, 700)
    line.setFont("Times-Roman", 12)
    line.textOut("The harbour had 2020")
    line.setFont("Times-Roman", 7)
    line.setRise(5)
    line.textOut("3")
    line.setFont("Times-Roman", 12)
    line.setRise(0)
    line.textOut(" ships.")
    canvas.drawText(line)
    canvas.save()
    assert read(out.getvalue()).text == "The harbour had 2020³ ships."


def test_words_beside_the_page_or_up_its_edge_are_not_read():
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(60, 700, "The harbour has two piers and a lighthouse.")
    canvas.drawString(-900, 690, "Nobody can see this sentence here.")
    canvas.translate(20, 300)
    canvas.rotate(90)
    canvas.drawString(0, 0, "A stamp along the edge")
    canvas.save()
    assert read(out.getvalue()).text == "The harbour has two piers and a lighthouse."


@pytest.mark.parametrize(
    ("told", "title"),
    [("A Paper on Harbours", "A Paper on Harbours"), ("paper_v3_final.docx", None), ("Microsoft Word - x", None)],
)
def test_a_title_that_only_the_file_tells_is_believed_unless_a_program_put_it_there(told, title):
    assert read(paper("", sentences(3), told=told)).title == title


def drawing():
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.rect(100, 100, 300, 400, fill=1)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("a.txt", "words")
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (paper("", sentences(3), password="secret"), "pdf_encrypted"),
        (drawing(), "scanned"),
        (b"%PDF-1.7\nnothing of the kind", "pdf_broken"),
        (paper("", sentences(30))[:700], "pdf_broken"),
        (archive(), "pdf_broken"),
        (b"", "pdf_broken"),
    ],
)
def test_what_cannot_be_read_says_why(body, reason):
    with pytest.raises(ReadingError) as caught:
        read(body)
    assert caught.value.reason == reason


def test_a_long_text_is_cut_and_the_pages_not_read_are_counted():
    document = read(paper("", set_in_lines(" ".join(sentences(300)))), ReadingSettings(max_characters=2000))
    assert len(document.text) == 2000
    assert (document.pages, document.pages_read) == (6, 1)
    assert document.cut > 0


@pytest.mark.slow
def test_of_ten_thousand_pages_the_first_are_read_in_seconds():
    out = io.BytesIO()
    canvas = Canvas(out)
    for number in range(10_000):
        canvas.drawString(60, HEIGHT / 2, f"Page {number} of the harbour's great ledger of ships.")
        canvas.showPage()
    canvas.save()
    began = time.process_time()
    document = read(out.getvalue())
    assert (document.pages, document.pages_read) == (10_000, MOST_PAGES)
    assert time.process_time() - began < 5


@pytest.mark.slow
@pytest.mark.parametrize("text", ["x " * 30_000, "  " * 60_000, "x-" * 30_000])
def test_a_page_of_letters_side_by_side_takes_no_longer_than_its_length(text):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(14_000, 200))
    line = canvas.beginText(0, 100)
    line.setFont("Times-Roman", 0.1)
    line.setCharSpace(0.4)
    line.textOut(f"The harbour {text}")
    canvas.drawText(line)
    canvas.save()
    began = time.process_time()
    read(out.getvalue())
    assert time.process_time() - began < 5
