import time

import pytest

from bot.core.types import PassageKind
from bot.reading.candidates import MOST_LISTED, densest, left_out, main_list, prose
from bot.reading.layout import Line, laid_out, parsed, undo_layout_tables
from bot.reading.page import read_page

PROSE = "镇议会周一晚间投票决定，把旧大坝加高三米，工程需要十八个月。"


def shown(html):
    tree = parsed(html)
    undo_layout_tables(tree)
    return laid_out(tree)


def test_the_densest_run_leaves_menus_and_links_at_either_end():
    menu = [Line("首页", linked=2), Line("论坛", linked=2)]
    lines = [*menu, Line(PROSE), Line("小标题"), Line(PROSE), *menu * 5, Line("联系我们，电话如下，欢迎来信来电。")]
    assert densest(lines) == lines[2:5]


def test_a_line_that_stands_aside_is_never_part_of_it():
    lines = [Line(PROSE), Line(PROSE, aside=True), Line(PROSE)]
    assert densest(lines) == [lines[0], lines[2]]
    assert prose(lines) == 3 * len(PROSE)


def test_nothing_is_the_densest_run_of_nothing():
    assert densest([]) == []
    assert densest([Line("首页", linked=2)]) == []


def test_lines_are_laid_out_as_a_reader_sees_them():
    lines = shown(
        "<body><nav>首页</nav><h2>标题</h2><p>第一<b>行</b>。</p><ul><li>甲</li></ul><blockquote>引用</blockquote>"
        "<div style='display: none'>看不见的</div><script>x</script>行一<br>行二<a href=/>更多</a>"
        "<table><tr><td>1921</td><td>300</td></tr></table><p>" + PROSE * 3 + "</p><figcaption>图</figcaption></body>"
    )
    assert [(line.text, line.kind.value, line.aside) for line in lines] == [
        ("首页", "sentence", True),
        ("标题", "heading", False),
        ("第一行。", "sentence", False),
        ("甲", "item", False),
        ("引用", "quote", False),
        ("行一", "sentence", False),
        ("行二更多", "sentence", False),
        ("1921 | 300", "item", False),
        (PROSE * 3, "sentence", False),
        ("图", "sentence", True),
    ]
    assert [line.linked for line in lines if line.linked] == [2]


def test_what_holds_most_of_a_page_is_not_beside_it_whatever_it_is_called():
    assert [line.aside for line in shown(f"<div class='has-sidebar'><p>{PROSE}</p></div><p>其他</p>")] == [False, False]


def test_a_heading_keeps_its_kind_in_the_run():
    lines = shown(f"<p>{PROSE}</p><h3>小标题</h3><p>{PROSE}</p>")
    assert [line.kind for line in densest(lines)][1] is PassageKind.HEADING


def test_a_large_page_is_laid_out_in_time():
    html = "<table>" + "<tr>" + "<td>cell of data</td>" * 6 + "</tr>"
    started = time.process_time()
    densest(shown(html * 100 + "<p>a, b.</p>" * 20_000))
    assert time.process_time() - started < 4  # under 1 s on a quiet machine


def rows(count, cell="<td><a href=/{n}>Item {n} of the register</a></td><td>District {n}</td>"):
    return "".join(f"<tr>{cell.format(n=n)}</tr>" for n in range(count))


REGISTER = "<h1>Register</h1><p>This register lists all places and the districts they are in, as of today.</p>"


def test_a_table_a_page_is_there_for_is_read_in_part_and_the_rest_is_counted():
    lines = shown(f"<body>{REGISTER}<table>{rows(5_000)}</table></body>")
    read, rest = main_list(lines[:2], lines)
    assert read[0].text == "Item 0 of the register | District 0"
    assert sum(len(line.text) for line in read) <= MOST_LISTED
    assert sum(len(line.text) for line in read) + rest == sum(len(line.text) for line in lines[2:])


def test_a_menu_is_not_what_a_page_is_there_for():
    menu = "".join(f"<li><a href=/{n}>Section {n}</a></li>" for n in range(400))
    lines = shown(f"<body>{REGISTER}<ul>{menu}</ul></body>")
    assert main_list(lines[:2], lines) == ([], 0)


def test_a_list_beside_a_longer_article_is_not_read_with_it():
    lines = shown(f"<body>{'<p>' + PROSE * 4 + '</p>'}<table>{rows(100)}</table></body>")
    assert main_list([Line(PROSE * 20)], lines) == ([], 0)


@pytest.mark.slow
def test_a_page_too_large_for_careful_extraction_is_read_in_all_its_parts():
    part = f"<h2>Part</h2>{f'<p>{PROSE}</p>' * 8}<table>{rows(400)}</table>"
    page = read_page(f"<body>{part * 25}</body>", None)
    assert sum(line.text.count(PROSE) for line in page.lines) == 8 * 25
    assert page.left_out == 0


def test_running_text_that_no_choice_took_is_counted():
    lines = [Line(PROSE), *[Line("链接", linked=2)] * 90, *[Line(PROSE)] * 9]
    assert left_out(lines[:1], lines) == 9 * len(PROSE)
    assert left_out(lines[:8], lines[:15]) == 0
