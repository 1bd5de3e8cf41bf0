"""The whole pipeline on the demo country: crawl its portals, read, check, publish, and say what came of it."""

import os
from pathlib import Path

from rich.console import Console

from archive.errors import ArchiveError
from archive.publish import publish
from archive.store import Archive
from crawler.registry import Portal
from nianbao.crawling import crawl
from nianbao.demo.roster import load_roster
from nianbao.demo.server import start
from nianbao.demo.summary import print_summary
from nianbao.demo.world import load_world
from nianbao.extraction import extract_archive
from nianbao.progress import Reporter

PAUSE = float(os.environ.get("NIANBAO_DEMO_PAUSE", "0"))
"""Seconds before each answer of the demo portals; the tests use it to stop a crawl in its middle."""


def run_demo(folder: Path, reporter: Reporter) -> None:
    """Run the pipeline into a folder; run again, it goes on where it stopped, and asks the portals only for changes.

    Raises ArchiveError when the crawl was broken off, or documents are damaged; nothing is published then.
    """
    with start(folder, delay=PAUSE) as portals:
        targets = [Portal(portal.id, portal.name, portal.home_url, portal.region) for portal in portals.portals()]
        for target in targets:
            reporter.console.print(f"{target.name} {target.home}", markup=False, highlight=False)
        result = crawl(folder, targets, allow_hosts=portals.hosts(), delay=0, reporter=reporter)
    if result.interrupted:
        raise ArchiveError("the crawl was interrupted; the same command goes on with it")
    archive = Archive.open(folder)
    try:
        load_roster(archive, load_world())
        damaged = extract_archive(archive, reporter).damaged
    finally:
        archive.close()
    if damaged:
        raise ArchiveError(f"{len(damaged)} documents are damaged in the archive; `nianbao verify` names them")
    with reporter.stage("发布 Publishing") as stage:
        publish(folder, stage.advance)
    archive = Archive.open(folder, readonly=True)
    try:
        print_summary(archive, Console())
    finally:
        archive.close()
