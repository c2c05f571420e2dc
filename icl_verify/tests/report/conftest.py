"""A headless Chromium for the page's tests, without a network, and the pages that they open."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from icl_verify.report import render
from icl_verify.tests.report import synthetic

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@dataclass
class Opened:
    """A page in the browser and what it did while it was open."""

    page: Any
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def refuse(one: Opened, dialog: Any) -> None:
    one.errors.append(f"dialog: {dialog.message}")
    dialog.dismiss()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium on this machine: install Debian's chromium, or name one in CHROMIUM")
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def show(browser) -> Iterator[Callable[..., Opened]]:
    """Opens a file at an anchor; afterwards the console must be free of errors and the network untouched."""
    opened: list[Opened] = []

    def open_page(path: Path, anchor: str = "", width: int = 1280, scheme: str = "light") -> Opened:
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        one = Opened(page)
        page.on("console", lambda m: one.errors.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda problem: one.errors.append(str(problem)))
        page.on("dialog", lambda dialog: refuse(one, dialog))
        page.on("request", lambda request: one.requests.append(request.url))
        page.goto(path.as_uri() + (f"#{anchor}" if anchor else ""))
        opened.append(one)
        return one

    yield open_page
    for one in opened:
        one.page.close()
        assert one.errors == []
        assert [url for url in one.requests if not url.startswith(("file:", "blob:"))] == []
        assert len([url for url in one.requests if url.startswith("file:")]) <= 1


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory) -> Path:
    return synthetic.write_run(tmp_path_factory.mktemp("report") / "run", synthetic.records())


@pytest.fixture(scope="session")
def index(run_folder) -> Path:
    return render(run_folder)
