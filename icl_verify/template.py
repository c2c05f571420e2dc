"""A conjecture's file, ready to fill in."""

from __future__ import annotations

import ast
import keyword
import re
from pathlib import Path
from string import Template

TEMPLATE_NAME = "template.txt"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")

TEMPLATE = Template('''"""Conjecture: say here what it is about."""

from icl_verify import Axis, Field, Instance, at_most, claim, standard_population


class ${kind}(Instance):
    """What the conjecture speaks of."""

    n = Axis(title="dimension")
    x = Field("n", title="a vector")
    y = Field("n", title="another vector")


@claim(
    "conj.${name}",
    population=standard_population(${kind}),
    statement=r"\\|x+y\\|\\le\\|x\\|+\\|y\\|",
    form="conjecture",
)
def ${name}(instance):
    """Say here, in one line, what is claimed."""
    xp = instance.xp
    return at_most(xp.norm(instance.x + instance.y), xp.norm(instance.x) + xp.norm(instance.y))
''')


def new_conjecture(name: str, folder: str | Path) -> Path:
    """Write ``test_NAME.py``, a claim ``conj.NAME`` that runs as it stands, and return its path.

    Arguments:
        name: lower-case letters, digits and underscores, starting with a letter; no Python keyword.
        folder: where the file goes; made if it is missing. A file ``template.txt`` there, with ``${name}``
            and ``${kind}`` where the names go, is used in place of the built-in one.

    Raises:
        ValueError: the name is no such identifier or one that the file imports, the file exists already, or
            the folder's own template cannot be filled in.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise ValueError(
            "name must be a Python identifier of lower-case letters, digits and underscores, "
            f"at most 61 long, got {name!r}"
        )
    folder = Path(folder)
    path = folder / f"test_{name}.py"
    kind = "".join(part.capitalize() for part in name.split("_"))
    text = _filled(folder / TEMPLATE_NAME, name=name, kind=kind)
    if taken := {name, kind} & _imported(text):
        raise ValueError(f"name must be none that the file imports, got {name!r}: {', '.join(taken)} is one")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise ValueError(f"name must be new: {path} exists already") from error
    return path


def _filled(own: Path, **names: str) -> str:
    """The folder's own template, or the built-in one, with the names put in."""
    if not own.is_file():
        return TEMPLATE.substitute(names)
    try:
        return Template(own.read_text(encoding="utf-8")).substitute(names)
    except (KeyError, ValueError) as error:
        raise ValueError(f"{own} must hold ${{name}} and ${{kind}} alone, got {error}") from error


def _imported(text: str) -> set[str]:
    """The names that the imports of a Python file bind."""
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except SyntaxError as error:
        raise ValueError(f"template must be Python, got {error}") from error
    imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    return {(alias.asname or alias.name).split(".")[0] for node in imports for alias in node.names}
