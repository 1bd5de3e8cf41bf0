"""The data package (Frictionless, version 1): every file with its schema, keys and meaning, so that it can be checked and joined."""

from collections.abc import Iterable, Sequence
from typing import Any

from archive.exports.model import Column, DataFile, Text
from archive.exports.neutral import RULE_EN, RULE_ZH

MEDIA_TYPES = {".csv": "text/csv", ".parquet": "application/vnd.apache.parquet"}
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
"""That of the compilation; the reports themselves are official documents (著作权法 art. 5)."""

NAME = Text("政府信息公开工作年度报告档案", "The archive of annual reports on government information disclosure")
ABOUT = Text(
    "中国各级行政机关政府信息公开工作年度报告的逐格数据及其存档证据。数字照原件所印，差错只标记、不改正；NULL 为未填报、空白或不能读出，0 为填报的零。时间为 UTC。",
    "Every cell of China's annual reports on government information disclosure, with the archived evidence. Figures stand as printed:"
    " errors are flagged, never corrected; NULL is not stated, blank or unread, 0 is a reported zero. Times are UTC.",
)
"""What the data are."""

_CSV = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True}


def data_package(files: Sequence[DataFile], version: str, day: str) -> dict[str, Any]:
    """Return the description of a package of these files; `day` is that of the release."""
    names = {(file.table.name, file.year): file.name for file in files}
    return {
        "profile": "tabular-data-package",
        "name": "nianbao",
        "title": NAME.both,
        "description": f"{ABOUT.both} {RULE_ZH} {RULE_EN}",
        "version": version,
        "created": f"{day}T00:00:00Z",
        "keywords": ["政府信息公开", "年度报告", "freedom of information", "China"],
        "licenses": [LICENCE],
        "resources": [_resource(file, names) for file in files],
    }


def _resource(file: DataFile, names: dict[tuple[str, int | None], str]) -> dict[str, Any]:
    table, year = file.table, "" if file.year is None else f" {file.year}"
    return {
        "profile": "tabular-data-resource",
        "name": file.name,
        "path": file.path.as_posix(),
        "title": f"{table.title.both}{year}",
        "description": table.text.both,
        "format": file.path.suffix[1:],
        "mediatype": MEDIA_TYPES[file.path.suffix],
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "dialect": _CSV,
        "schema": {
            "fields": [_field(column, column.name in table.primary_key) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.primary_key),
            "foreignKeys": list(_foreign_keys(file, names)),
        },
    }


def _field(column: Column, is_key: bool) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.kind, "description": column.text.both}
    field |= {"description:zh": column.text.zh, "description:en": column.text.en}
    if column.kind == "datetime":
        field["format"] = "any"
    if column.unit:
        field |= {"unit:zh": column.unit.zh, "unit:en": column.unit.en}
    return field | ({"constraints": {"required": True}} if is_key else {})


def _foreign_keys(file: DataFile, names: dict[tuple[str, int | None], str]) -> Iterable[dict[str, Any]]:
    """Yield the references to rows of the same report year, or of a table without years, where that file is in the package."""
    for key in file.table.foreign_keys:
        target = names.get((key.table, file.year)) or names.get((key.table, None))
        if target is not None:
            itself = "" if target == file.name else target
            yield {"fields": key.column, "reference": {"resource": itself, "fields": key.target}}
