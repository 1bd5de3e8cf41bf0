"""The statutory forms as data: every row and column with its key, printed label, English name and label variants.

`fmt_2021.json` and `fmt_2019.json` follow the two national forms (国办公开办函〔2021〕30号 and 〔2019〕60号).
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from extract.labels import LabelIndex

FORM_IDS = ("fmt_2021", "fmt_2019")


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """A row or column of a form: its key, the label the form prints, its English name, and other spellings seen."""

    key: str
    label: str
    en: str
    variants: tuple[str, ...] = ()
    unit: str | None = None
    extension: bool = False
    group: str | None = None
    parent: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six parts of a report."""

    number: int
    title: str
    en: str
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A block of table 2: one item of article 20 of the Regulation with its own columns and rows."""

    key: str
    label: str
    en: str
    columns: tuple[Label, ...]
    rows: tuple[Label, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One version of the national form.

    `rows` are all lines of table 3, those without values (kind "group") included; `remedy_blocks` × `remedy_columns`
    make the 15 cells of table 4. `detect` lists labels that stand in this version only.
    """

    id: str
    document: str
    name: str
    en: str
    detect: tuple[str, ...]
    sections: tuple[Section, ...]
    item_label: str
    item_en: str
    blocks: tuple[Block, ...]
    note: str
    note_en: str
    applicants_label: str
    applicants_en: str
    legal_person_label: str
    legal_person_en: str
    columns: tuple[Label, ...]
    rows: tuple[Label, ...]
    remedy_blocks: tuple[Label, ...]
    remedy_columns: tuple[Label, ...]
    litigation_label: str
    litigation_en: str

    @property
    def value_rows(self) -> tuple[Label, ...]:
        """The lines of table 3 that carry seven values each."""
        return tuple(row for row in self.rows if row.kind != "group")

    def outcome_rows(self) -> tuple[Label, ...]:
        """The lines of table 3 whose sum is the line 总计: every way a request can end."""
        parents = {row.key: row.parent for row in self.rows}
        return tuple(
            row
            for row in self.value_rows
            if row.kind != "total" and "processed" in (row.parent, parents.get(row.parent or ""))
        )

    def cell_keys(self) -> list[str]:
        """The key of every cell of the national form, in printed order, without provincial extensions."""
        keys = [
            f"t2.{row.key}.{column.key}"
            for block in self.blocks
            for row in block.rows
            if not row.extension
            for column in block.columns
        ]
        keys += [f"t3.{row.key}.{column.key}" for row in self.value_rows for column in self.columns]
        return keys + [f"t4.{block.key}_{column.key}" for block in self.remedy_blocks for column in self.remedy_columns]


@cache
def index_of(labels: tuple[Label, ...]) -> LabelIndex:
    """Return the index that finds the keys of these labels by their spellings."""
    return LabelIndex((label.key, (label.label, *label.variants)) for label in labels)


def _labels(items: list[dict[str, Any]]) -> tuple[Label, ...]:
    return tuple(Label(**{**item, "variants": tuple(item.get("variants", ()))}) for item in items)


@cache
def load_form(form_id: str) -> Form:
    """Return the form with this id (one of FORM_IDS)."""
    data = json.loads((files(__name__) / f"{form_id}.json").read_text(encoding="utf-8"))
    table_2, table_3, table_4 = data["proactive"], data["requests"], data["remedies"]
    return Form(
        id=data["id"],
        document=data["document"],
        name=data["name"],
        en=data["en"],
        detect=tuple(data["detect"]),
        sections=tuple(Section(**{**item, "variants": tuple(item["variants"])}) for item in data["sections"]),
        item_label=table_2["item_label"],
        item_en=table_2["item_en"],
        blocks=tuple(
            Block(block["key"], block["label"], block["en"], _labels(block["columns"]), _labels(block["rows"]))
            for block in table_2["blocks"]
        ),
        note=table_3["note"],
        note_en=table_3["note_en"],
        applicants_label=table_3["applicants_label"],
        applicants_en=table_3["applicants_en"],
        legal_person_label=table_3["legal_person_label"],
        legal_person_en=table_3["legal_person_en"],
        columns=_labels(table_3["columns"]),
        rows=_labels(table_3["rows"]),
        remedy_blocks=_labels(table_4["blocks"]),
        remedy_columns=_labels(table_4["columns"]),
        litigation_label=table_4["litigation_label"],
        litigation_en=table_4["litigation_en"],
    )
