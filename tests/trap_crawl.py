"""A crawl in a process of its own, as a test wants it: names resolved as told, bounds as told, several runs by clock.

Run with one JSON argument: folder, targets, allow_hosts, delay, names (host → address), bounds.
"""

import json
import socket
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any


def resolving(names: dict[str, str]) -> None:
    """Resolve names as told, before anything takes hold of the resolver of the system."""
    ask = socket.getaddrinfo

    def resolve(host: Any, *arguments: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        return ask(names.get(name, name), *arguments, **options)

    socket.getaddrinfo = resolve


def main(order: dict[str, Any]) -> None:
    """Crawl as ordered and print the result."""
    resolving(order.get("names", {}))
    from crawler import rules, settings
    from nianbao.crawling import crawl

    for name, value in order.get("settings", {}).items():
        setattr(settings, name, value)
    rules.load("bounds.yaml")["defaults"].update(order.get("bounds", {}))
    folder, hosts = Path(order["folder"]), order.get("allow_hosts", ())
    result = crawl(folder, order["targets"], allow_hosts=hosts, delay=order.get("delay", 0))
    json.dump(asdict(result), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
