"""Every data file beside the code is named for the built package, those in folders without code too."""

import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def test_every_data_file_is_packaged() -> None:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    patterns = settings["package-data"]["*"]
    packages = [name.removesuffix("*") for name in settings["packages"]["find"]["include"]]
    files = [file for name in packages for file in (PROJECT / name).rglob("*.*") if "__pycache__" not in file.parts]
    data = {file.suffix for file in files if file.is_file()} - {".py"}
    assert data <= {Path(pattern).suffix for pattern in patterns}
    assert all(pattern.startswith("**/") for pattern in patterns)
