"""A run's page: one HTML file that needs no network and asks for none."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import sys
from collections.abc import Sequence
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from icl_verify.records.files import plain, write_bytes, write_text
from icl_verify.records.run import Run, read
from icl_verify.report.findings import in_words
from icl_verify.report.instances import both_sides, counted, given_in_a_line, in_a_line, sides
from icl_verify.report.mathml import typeset, typeset_apart, typeset_prose
from icl_verify.report.model import page_model

PAGE_FILE = "index.html"
STYLES = ("page.css", "overview.css")
SCRIPTS = (
    "dom.js",
    "ticks.js",
    "plot.js",
    "matrix.js",
    "graph.js",
    "snippet.js",
    "worked.js",
    "example.js",
    "assumptions.js",
    "glossary.js",
    "measures.js",
    "claim.js",
    "list.js",
)


class _Compiled(BytecodeCache):
    """Templates once compiled, kept where Python keeps its own modules; nowhere where it is to keep none."""

    def load_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            bucket.bytecode_from_string(self._place(bucket).read_bytes())

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with contextlib.suppress(OSError):
                place = self._place(bucket)
                place.parent.mkdir(parents=True, exist_ok=True)
                write_bytes(place, bucket.bytecode_to_string())

    def get_source_checksum(self, source: str) -> str:
        options = Path(__file__).read_text(encoding="utf-8")  # those of TEMPLATES, below
        return super().get_source_checksum(f"{jinja2.__version__} {options} {source}")

    def _place(self, bucket: Bucket) -> Path:
        return Path(cache_from_source(str(Path(__file__).parent / "templates" / f"{bucket.key}.py")))


TEMPLATES = Environment(
    loader=PackageLoader("icl_verify.report"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    bytecode_cache=_Compiled(),
)
TEMPLATES.filters.update(
    prose=typeset_prose,
    math=typeset,
    apart=typeset_apart,
    instance=in_a_line,
    sides=sides,
    both=both_sides,
    counted=counted,
    given=given_in_a_line,
    theorem=in_words,
)


def render(
    folder: str | Path,
    output: str | Path | None = None,
    against: str | Path | Sequence[str | Path] | None = None,
) -> Path:
    """Draw the run in `folder` as one HTML file and return its path.

    `output` is the file to write, by default index.html in the folder. `against` is an earlier run's folder,
    or several, oldest first: the page then compares with the last of them and shows each claim's history.
    Raises ValueError where a folder holds no run.
    """
    run = read(folder)
    if against is None:
        earlier: list[Run] = []
    else:
        earlier = [read(one) for one in ([against] if isinstance(against, str | Path) else against)]
    path = Path(output) if output is not None else Path(folder) / PAGE_FILE
    write_text(path, page(run, earlier))
    return path


def page(run: Run, earlier: Sequence[Run] = ()) -> str:
    """The page of a run as text."""
    model = page_model(run, earlier)
    payload = model.pop("payload")
    script = "(() => {\n'use strict';\n" + "\n".join(source(name) for name in SCRIPTS) + "\n})();\n"
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return TEMPLATES.get_template("page.html").render(
        **model,
        style=Markup("".join(source(name) for name in STYLES)),
        script=Markup(script),
        script_hash=f"sha256-{digest}",
        payload=embedded(payload),
    )


def source(name: str) -> str:
    """The text of a template or of another file in ``templates``."""
    loader = TEMPLATES.loader
    assert loader is not None
    return loader.get_source(TEMPLATES, name)[0]


def embedded(value: Any) -> Markup:
    """`value` as JSON that may stand inside a script element:

    nothing in it can end the element or open a comment.
    """
    text = json.dumps(plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)
