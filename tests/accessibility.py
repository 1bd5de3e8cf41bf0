"""axe-core, the rules of accessibility; installed beside the virtual environment by `scripts/system_parts.sh tests`, where there is npm."""

import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

AXE = Path(sys.prefix) / "axe/node_modules/axe-core/axe.min.js"
RUN = """async () => {
  const found = await axe.run({resultTypes: ['violations']});
  return found.violations.filter(v => v.impact !== 'minor')
    .map(v => `${v.impact} ${v.id}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 160)}`);
}"""

needs_axe = pytest.mark.skipif(
    not AXE.is_file(), reason="axe-core is not installed (npm, scripts/system_parts.sh tests)"
)


def serious_violations(page: Page) -> list[str]:
    """Return the moderate, serious and critical violations on the open page; its context must bypass the CSP for the rules to run."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: Any = page.evaluate(RUN)
    return [str(fault) for fault in found]
