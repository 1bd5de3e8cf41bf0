"""Archived sources on a host of their own, where the operator names one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from archive.search import report_path
from nianbao.serving import published
from nianbao.site.origins import NotAnOrigin, origins
from tests.published import WATER
from tests.site_world import site_at
from tests.test_deploy import free_port
from tests.test_pages_browser import CHROMIUM, chromium, watched  # noqa: F401


class Configured:
    """Stands for Datasette with a configuration."""

    def __init__(self, **told: str) -> None:
        self.told = told

    def plugin_config(self, _: str) -> dict[str, str]:
        return self.told


@pytest.mark.parametrize(
    "told",
    [
        {"site": "https://a.example"},
        {"sources": "https://b.example"},
        {"site": "https://a.example", "sources": "b.example"},
        {"site": "https://a.example; script-src *", "sources": "https://b.example"},
    ],
)
def test_what_is_no_pair_of_origins_is_refused(told: dict[str, str]) -> None:
    with pytest.raises(NotAnOrigin, match=r"NIANBAO_S|no origin"):
        origins(Configured(**told))


def test_without_them_all_is_one_host() -> None:
    found = origins(Configured())
    assert found.framed("frame-src 'self'") == "frame-src 'self'"
    assert found.framing("frame-ancestors 'self'") == "frame-ancestors 'self'"


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="the system Chromium is not installed (/usr/bin/chromium)")
def test_a_number_is_framed_in_a_source_from_another_host(chromium: Browser, tmp_path: Path) -> None:  # noqa: F811
    folder, port = site_at(tmp_path), free_port()
    site, sources = f"http://127.0.0.1:{port}", f"http://localhost:{port}"
    command = [sys.executable, "-m", "nianbao", "serve", "-a", str(folder), "--port", str(port)]
    environment = os.environ | {"NIANBAO_SITE": site, "NIANBAO_SOURCES": sources}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as server:
        assert server.stdout is not None
        server.stdout.readline()
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        page, faults = watched(context.new_page(), site)
        page.goto(site + report_path(WATER, 2024))
        page.locator('[data-cell="t3.received_new.natural_person"] a.value').click()
        target = page.frame_locator('iframe[name="source"]').locator(":target")
        target.wait_for(state="attached")
        assert target.inner_text() == "31"
        context.close()
        server.terminate()
    assert faults
    assert all(fault.startswith(f"{sources}/-/source/") for fault in faults)


def test_the_configuration_is_read_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_SITE", "https://a.example")
    monkeypatch.setenv("NIANBAO_SOURCES", "https://b.example/")
    assert origins(published(site_at(tmp_path) / "publish")).sources == "https://b.example"
