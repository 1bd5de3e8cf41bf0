"""Search of Chinese text: what is found, what must not be found, and that no query is an error."""

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.search import tokens, zh_query, zh_snippet

TEXTS = [
    "本年收到行政复议申请三件，均已办结。",
    "主动公开，信息及时更新；环境监测结果按月发布。",
    "依法受理政府信息公开申请2024年共35件，其中A类12件。",
    "法院驳回诉讼请求。环保督察整改完成。",
    "“一网通办”平台 上线运行，电话12345",
]


@pytest.fixture
def index() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE found USING fts5(body, content='')")
    connection.executemany("INSERT INTO found (rowid, body) VALUES (?, ?)", enumerate(map(tokens, TEXTS)))
    return connection


def find(index: sqlite3.Connection, query: str) -> set[int]:
    return {row for (row,) in index.execute("SELECT rowid FROM found WHERE found MATCH ?", [zh_query(query)])}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("复议", {0}),
        ("诉讼", {3}),
        ("环", {1, 3}),
        ("办", {0, 4}),
        ("信息公开", {2}),
        ("信息公开申请", {2}),
        ("公开信息", set()),
        ("开信", set()),
        ("行政复议 办结", {0}),
        ("复议 诉讼", set()),
        ("复议 OR 诉讼", {0, 3}),
        ("复议|诉讼", {0, 3}),
        ("环 -督察", {1}),
        ("-复议", set()),
        ("2024年", {2}),
        ("A类12件", {2}),
        ("a类", {2}),
        ("２０２４", {2}),
        ("202", set()),
        ("234", set()),
        ("12345", {4}),
        ("“平台 上线”", {4}),
        ('"平台 上"', {4}),
        ('"平台 运行"', set()),
        ("", set()),
        ("，。！", set()),
        ("OR", set()),
        ("| 复议", {0}),
    ],
)
def test_what_is_found(index: sqlite3.Connection, query: str, expected: set[int]) -> None:
    assert find(index, query) == expected


def test_a_term_becomes_the_phrase_of_its_pairs() -> None:
    assert zh_query("信息公开") == '"信息 息公 公开"'
    assert zh_query("环") == '"环"*'
    assert zh_query("2024年") == '("2024" AND "年"*)'
    assert zh_query("-复议") == '""'
    assert zh_query(None) == '""'


def test_terms_beyond_the_twelfth_are_not_looked_at() -> None:
    assert zh_query(" ".join(["复议"] * 30)) == " AND ".join(['"复议"'] * 12)


@settings(deadline=None)
@given(st.text(alphabet='复议环，。 “”"|-OR()*^:12aé\x00{}+\\', max_size=40))
def test_no_query_is_an_error(query: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE found USING fts5(body, content='')")
    assert connection.execute("SELECT rowid FROM found WHERE found MATCH ?", [zh_query(query)]).fetchall() == []
    zh_snippet(query, query)


@settings(deadline=None)
@given(st.text(alphabet="政府信息公开年报环境2024ab，。 ", max_size=30), st.data())
def test_every_stretch_of_han_characters_is_found_and_nothing_else(text: str, data: st.DataObject) -> None:
    word = data.draw(st.text(alphabet="政府信息公开年报", min_size=1, max_size=4))
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE found USING fts5(body, content='')")
    connection.execute("INSERT INTO found (rowid, body) VALUES (1, ?)", [tokens(text)])
    assert bool(find(connection, word)) == (word in text)


def test_a_snippet_marks_the_terms_in_the_original_text() -> None:
    text = "甲" * 100 + "收到行政复议申请，A类复议三件" + "乙" * 100
    snippet = zh_snippet(text, "复议 a类 -乙", 30)
    assert snippet.startswith("…")
    assert snippet.endswith("…")
    assert "行政【复议】申请，【A】【类】【复议】三件乙" in snippet


def test_a_snippet_without_a_match_is_the_beginning() -> None:
    assert zh_snippet("一二三四五", "复议", 3) == "一二三…"
    assert zh_snippet(None, "复议", 3) == ""
