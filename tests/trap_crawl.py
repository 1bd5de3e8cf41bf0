"""A crawl in a process of its own, as a test wants it: names resolved as told, bounds as told, several runs by clock.

Run with one JSON argument: folder, targets, allow_hosts, delay, names (host → address), bounds.
"""

import json
import socket
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crawler import rules
from nianbao.crawling import crawl


def main(order: dict[str, Any]) -> None:
    names: dict[str, str] = order.get("names", {})
    ask = socket.getaddrinfo

    def resolve(host: Any, *arguments: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        return ask(names.get(name, name), *arguments, **options)

    socket.getaddrinfo = resolve
    if order.get("bounds"):
        rules.load("bounds.yaml")["defaults"].update(order["bounds"])
    result = crawl(
        Path(order["folder"]), order["targets"], allow_hosts=order.get("allow_hosts", ()), delay=order.get("delay", 0)
    )
    json.dump(asdict(result), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
