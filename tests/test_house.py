"""Rules of the house: which room may import which, and that every command is documented."""

import ast
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from nianbao.cli import main

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "archive": {"archive"},
    "extract": {"extract"},
    "crawler": {"crawler", "archive"},
    "nianbao": {"nianbao", "crawler", "archive", "extract"},
}


def imported_rooms(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [node.module]
        yield from (room for name in names if (room := name.split(".")[0]) in MAY_IMPORT)


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_imports_go_one_way(room: str) -> None:
    modules = sorted((ROOT / room).rglob("*.py"))
    assert modules
    forbidden = {
        f"{module.relative_to(ROOT)} imports {other}"
        for module in modules
        for other in imported_rooms(module)
        if other not in MAY_IMPORT[room]
    }
    assert forbidden == set()


def test_the_configuration_folder_does_not_shadow_the_package_datasette() -> None:
    assert not (ROOT / "datasette" / "__init__.py").exists()


def commands(group: click.Group, prefix: str = "nianbao") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


@pytest.mark.parametrize(("name", "command"), list(commands(main)))
def test_every_command_is_documented(name: str, command: click.Command) -> None:
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.name}"
    assert f"`{name}" in (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "command"), list(commands(main)))
def test_every_option_is_in_the_manual(name: str, command: click.Command) -> None:
    manual = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    section = manual.split(f"`{name}", 1)[1].split("\n## ", 1)[0]
    missing = [
        option
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--") and option not in section
    ]
    assert missing == []
