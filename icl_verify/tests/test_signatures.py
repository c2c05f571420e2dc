"""What a public name says of itself: types that prove something, and a docstring."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

import icl_verify

PACKAGE = Path(icl_verify.__file__).parent
TYPED = ("records", "statement", "judge", "hunt", "trial")


def is_public(name: str) -> bool:
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))


def annotations(body: list[ast.stmt], within: str = "") -> Iterator[tuple[str, ast.expr]]:
    """Of public functions, their parameters and results; of public classes, attributes too; and aliases."""
    for node in body:
        if isinstance(node, ast.If | ast.Try | ast.With):
            yield from annotations(node.body, within)
        elif isinstance(node, ast.ClassDef) and is_public(node.name):
            yield from ((f"{within}{node.name}", base) for base in node.bases)
            yield from annotations(node.body, f"{within}{node.name}.")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and is_public(node.name):
            given = node.args
            for one in (
                *given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg,
            ):  # fmt: skip
                if one is not None and one.annotation is not None:
                    yield f"{within}{node.name}({one.arg})", one.annotation
            if node.returns is not None:
                yield f"{within}{node.name}()", node.returns
            if node.name == "__init__":
                yield from annotations(node.body, within)
        elif isinstance(node, ast.AnnAssign):
            name = node.target.attr if isinstance(node.target, ast.Attribute) else ast.unparse(node.target)
            if is_public(name):
                yield f"{within}{name}", node.annotation
                if node.value is not None and "TypeAlias" in ast.unparse(node.annotation):
                    yield f"{within}{name}", node.value
        elif isinstance(node, ast.Assign) and not within:
            names = [one.id for one in node.targets if isinstance(one, ast.Name) and is_public(one.id)]
            yield from ((name, node.value) for name in names)


def says_any(annotation: ast.expr) -> bool:
    for node in ast.walk(annotation):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                if says_any(ast.parse(node.value, mode="eval").body):
                    return True
            except SyntaxError:
                continue
        if (isinstance(node, ast.Name) and node.id == "Any") or (
            isinstance(node, ast.Attribute) and node.attr == "Any"
        ):
            return True
    return False


def any_in(source: str) -> list[str]:
    return [where for where, one in annotations(ast.parse(source).body) if says_any(one)]


@pytest.mark.parametrize("folder", TYPED)
def test_no_public_signature_says_any(folder):
    found = [
        f"{path.relative_to(PACKAGE)}: {where}"
        for path in sorted((PACKAGE / folder).rglob("*.py"))
        for where in any_in(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "def f(x: Any): ...",
        "def f(*, x: dict[str, Any]): ...",
        "def f(**options: typing.Any): ...",
        "async def f() -> list[Any]: ...",
        "class A:\n    x: Any = None",
        "class A:\n    def __init__(self):\n        self.x: Any = 1",
        "class A(Generic[Any]): ...",
        "class A:\n    @property\n    def x(self) -> 'Any': ...",
        "if TYPE_CHECKING:\n    X: TypeAlias = 'dict[str, Any]'",
        "Maker = Callable[..., Any]",
    ],
)
def test_any_is_seen_wherever_it_stands(source):
    assert any_in(source)


def test_what_is_private_may_say_any():
    assert not any_in("def _f(x: Any) -> Any: ...\nclass A:\n    _x: Any\n    def _f(self) -> Any: ...")


def undocumented(module: object, name: str) -> Iterator[str]:
    """Public methods and properties without a docstring; ruff's D1 rules see to classes and functions.

    The docstring of a base class or protocol counts, as ``help`` shows it: there is nothing to repeat.
    """
    for key, value in vars(module).items():
        if key.startswith("_") or not inspect.isclass(value) or value.__module__ != name:
            continue
        for own, member in vars(value).items():
            function = getattr(member, "__func__", member)
            documented = isinstance(function, property) or inspect.isfunction(function)
            if documented and not own.startswith("_") and not inspect.getdoc(getattr(value, own)):
                yield f"{name}.{key}.{own}"


def test_every_public_method_has_a_docstring():
    found = []
    for one in pkgutil.walk_packages(icl_verify.__path__, "icl_verify."):
        if ".tests" not in one.name and not one.name.endswith("__main__"):
            found += undocumented(importlib.import_module(one.name), one.name)
    assert found == []


class Documented:
    """A base class."""

    def said(self) -> None:
        """Said."""


class Child(Documented):
    """One that leaves its words to the base class where there are some."""

    def said(self) -> None: ...

    def silent(self) -> None: ...

    @property
    def mute(self) -> int: ...


def test_what_has_no_words_of_its_own_or_its_base_class_is_named():
    shown = SimpleNamespace(Documented=Documented, Child=Child)
    found = [name.removeprefix(f"{__name__}.") for name in undocumented(shown, __name__)]
    assert found == ["Child.silent", "Child.mute"]
