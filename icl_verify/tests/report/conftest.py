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

    def __post_init__(self) -> None:
        self.listeners = {
            "console": self.read,
            "pageerror": lambda problem: self.errors.append(str(problem)),
            "dialog": self.refuse,
            "request": lambda request: self.requests.append(request.url),
        }

    def read(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def refuse(self, dialog: Any) -> None:
        self.errors.append(f"dialog: {dialog.message}")
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


@pytest.fixture(scope="session")
def tabs(browser) -> list[Any]:
    """Tabs that no test uses now: to open one starts a process, which takes longer than most of the tests."""
    return []


@pytest.fixture
def show(browser, tabs) -> Iterator[Callable[..., Opened]]:
    """Opens a file at an anchor; afterwards the console must be free of errors and the network untouched."""
    opened: list[Opened] = []

    def open_page(path: Path, anchor: str = "", width: int = 1280, scheme: str = "light") -> Opened:
        page = tabs.pop() if tabs else browser.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media="null", color_scheme=scheme)
        one = Opened(page)
        for event, heard in one.listeners.items():
            page.on(event, heard)
        page.goto(path.as_uri() + (f"#{anchor}" if anchor else ""))
        opened.append(one)
        return one

    yield open_page
    for one in opened:
        one.page.goto("about:blank")
        for event, heard in one.listeners.items():
            one.page.remove_listener(event, heard)
        tabs.append(one.page)
    for one in opened:
        assert one.errors == []
        asked = [url for url in one.requests if url != "about:blank"]
        assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []
        assert len([url for url in asked if url.startswith("file:")]) <= 1


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory) -> Path:
    return synthetic.write_run(tmp_path_factory.mktemp("report") / "run", synthetic.records())


@pytest.fixture(scope="session")
def index(run_folder) -> Path:
    return render(run_folder)
