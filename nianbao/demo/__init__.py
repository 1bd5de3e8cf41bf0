"""A small synthetic country whose government portals are served on loopback, for the demo and for the tests.

Who exists and what was published is data (`country/`); `world` makes reports of it, `render` makes HTML of the reports,
`portals` makes websites of them, and `server` serves these. Places, agencies, people and numbers are invented; the region
codes lie in a block (99…) that the national standard does not use.
"""
