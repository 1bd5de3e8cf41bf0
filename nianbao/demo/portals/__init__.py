"""The demo portals: one module per family of software, each making a site of what its agencies published."""

from collections.abc import Callable, Mapping

from nianbao.demo.model import Portal, World
from nianbao.demo.portals import custom, gkmlpt, jpaas, jpage, kaipu, lonsun, nfcms, nfcms_years, tail, trs, vsb, years
from nianbao.demo.portals.site import Site, Web

FAMILIES: dict[str, Callable[[Web, Portal], Site]] = {
    "gkmlpt": gkmlpt.build,
    "kaipu": kaipu.Kaipu.build,
    "jpage": jpage.Jpage.build,
    "vsb": vsb.Vsb.build,
    "jpaas": jpaas.Jpaas.build,
    "lonsun": lonsun.Lonsun.build,
    "siteserver": tail.SiteServer.build,
    "easysite": tail.Easysite.build,
    "epoint": tail.Numbered.build,
    "xian": tail.Named.build,
    "zibo": tail.Zibo.build,
    "page_pc": tail.PagePc.build,
    "nfcms": nfcms.Nfcms.build,
    "nfcms_years": nfcms_years.NfcmsYears.build,
    "years": years.Years.build,
    "custom": custom.Custom.build,
    "trs": trs.build,
}


def build_sites(world: World, bases: Mapping[str, str]) -> dict[str, Site]:
    """Return every portal's site by its id; `bases` are the addresses at which they will be served, without a final slash.

    Families are built in the order of `FAMILIES`: the collective columns of later ones link to reports of earlier ones.
    """
    web = Web(world, bases)
    sites: dict[str, Site] = {}
    for family, build in FAMILIES.items():
        for portal in world.portals:
            if portal.family == family:
                site = sites[portal.id] = build(web, portal)
                web.report_urls |= {key: bases[portal.id] + path for key, path in site.reports.items()}
    return sites
