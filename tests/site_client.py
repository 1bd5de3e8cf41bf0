"""Asking the site of an archive in process."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import httpx

from nianbao.serving import published

Get = Callable[..., httpx.Response]


def getter(folder: Path) -> Get:
    datasette = published(folder / "publish")

    def get(path: str) -> httpx.Response:
        async def request() -> httpx.Response:
            await datasette.invoke_startup()
            url = f"http://localhost{quote(path, safe='/?=&%~,:@!$()*+;._-')}"
            response: httpx.Response = await datasette.client.request("GET", url, avoid_path_rewrites=True)
            return response

        return asyncio.run(request())

    return get
