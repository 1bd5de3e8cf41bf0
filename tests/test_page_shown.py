from crawler.page import Page


def test_a_page_without_a_doctype_is_shown_with_its_classes_in_any_case() -> None:
    page = Page("http://www.example.gov.cn/", '<div class="TRS_EDITOR"><script>var a</script><p>正文</div>'.encode())
    assert page.scripts == "var a"
    assert [node.text() for node in page.visible.css(".TRS_Editor")] == ["正文"]
    assert not page.visible.css("script")
