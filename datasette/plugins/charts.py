"""Give the templates charts (share_bar, line_chart) and how figures are written."""

from typing import Any

from datasette import hookimpl

from nianbao.site.charts import line_chart, percents, share_bar, written


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Register what the templates use."""
    env.globals.update(share_bar=share_bar, line_chart=line_chart, percents=percents, written=written)
