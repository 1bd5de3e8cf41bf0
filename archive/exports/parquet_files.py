"""Tables as Parquet, compressed with zstd; every column bears its meaning and unit, and the same rows give the same bytes."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from archive.exports.model import Column, ExportError, Row, Table

SUFFIX = ".parquet"


def write_parquet(path: Path, table: Table, batches: Iterable[list[Row]]) -> int:
    """Write a file and return how many rows it has. Raises ExportError when pyarrow is not installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise ExportError("Parquet needs pyarrow; it comes with: pip install 'nianbao[export]'") from error
    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "date": pa.date32(),
        "datetime": pa.timestamp("us", tz="UTC"),
    }
    fields = [pa.field(column.name, types[column.kind], metadata=_meaning(column)) for column in table.columns]
    schema = pa.schema(fields, metadata={"title": table.title.both, "description": table.text.both})
    count = 0
    with parquet.ParquetWriter(path, schema, compression="zstd", version="2.6") as writer:
        for rows in batches:
            arrays = [
                _values(column, values) for column, values in zip(table.columns, zip(*rows, strict=True), strict=True)
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            count += len(rows)
    return count


def _meaning(column: Column) -> dict[str, str]:
    unit = {"unit": column.unit.both} if column.unit else {}
    return {"description": column.text.zh, "description_en": column.text.en, **unit}


def _values(column: Column, values: Sequence[Any]) -> Sequence[Any]:
    match column.kind:
        case "date":
            return [None if value is None else date.fromisoformat(value) for value in values]
        case "datetime":
            return [None if value is None else datetime.fromisoformat(value).astimezone(UTC) for value in values]
        case "number":
            return [None if value is None else float(value) for value in values]
        case "string":
            return [None if value is None else str(value).encode("utf-8", "replace").decode() for value in values]
    return values
