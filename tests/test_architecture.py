"""Arrows point inward: core imports nothing of ours, adapters do not import each other, nothing is read at import."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "bot"
ADAPTERS = {"reading", "model", "chat", "store", "work", "web"}
MAY_USE = {"work": {"store"}, "web": {"store"}}
MODULES = sorted(ROOT.rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Every module a file imports, at its top or within functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are absolute"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def area(module: str) -> str:
    parts = module.split(".")
    return parts[1] if parts[0] == "bot" and len(parts) > 1 and parts[1] != "__version__" else ""


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_inward(path):
    home = path.relative_to(ROOT).parts[0]
    for module in imports(path):
        if home == "core":
            assert module.split(".")[0] in sys.stdlib_module_names | {"bot"}, f"core imports {module}"
            assert area(module) in ("", "core"), f"core imports {module}"
        elif home in ADAPTERS:
            allowed = {"", "core", home} | MAY_USE.get(home, set())
            assert area(module) in allowed, f"{home} imports {module}"


def test_only_settings_reads_the_environment():
    readers = [p.name for p in MODULES if "os.environ" in p.read_text(encoding="utf-8") or "getenv" in p.read_text()]
    assert readers == ["settings.py"]


def test_core_opens_no_file():
    for path in (ROOT / "core").rglob("*.py"):
        calls = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not calls & {"open", "print", "input"}, path
