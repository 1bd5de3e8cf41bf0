"""The question behind each feed, to the published database."""

NATION = "000000"
"""The division under which the whole country stands in `region_ancestry`."""

# The reports of two years back are no news, however late they are found.
_RECENT = "t.year >= (SELECT CAST(substr(last_capture, 1, 4) AS INTEGER) - 2 FROM summary_holdings)"
_WITHIN = """AND t.agency_id IN (SELECT id FROM agencies WHERE region_code IN
    (SELECT region_code FROM region_ancestry WHERE ancestor_code = :region))"""
# When a list page first showed that the report is not there; without one, the end of the deadline's day in China.
_FIRST_PROOF = """coalesce((SELECT min(json_extract(c.value, '$.read_at')) FROM json_each(t.checked) c WHERE c.type = 'object'),
    t.deadline || 'T16:00:00Z')"""
_NEW = f"""
SELECT NULL AS event, t.agency_id, a.canonical_name AS agency, t.year, t.first_seen AS at, v.url, t.title AS zh,
    'dated ' || t.published_on || ' on the page' AS en, NULL AS confirmed, NULL AS as_of
FROM reports t JOIN agencies a ON a.id = t.agency_id LEFT JOIN versions v ON v.id = t.current_version_id
WHERE {_RECENT} AND t.first_seen >= :since {{within}} ORDER BY t.first_seen DESC, t.agency_id LIMIT :most
"""  # noqa: S608 (own texts)
_STATUS = f"""
SELECT NULL AS event, t.agency_id, a.canonical_name AS agency, t.year, {{at}} AS at, t.report_url AS url, t.explanation AS zh,
    t.explanation_en AS en, t.confirmed, t.as_of
FROM obligations t JOIN agencies a ON a.id = t.agency_id
WHERE t.status = '{{status}}' AND {_RECENT} AND {{at}} >= :since {{within}}
ORDER BY at DESC, t.confirmed DESC, t.agency_id LIMIT :most
"""  # noqa: S608 (own texts)
_CHANGE = """
SELECT t.id AS event, t.agency_id, a.canonical_name AS agency, t.year, t.first_after AS at, coalesce(t.to_url, t.from_url) AS url,
    t.detail AS zh, t.detail_en AS en, NULL AS confirmed, NULL AS as_of
FROM changes t JOIN agencies a ON a.id = t.agency_id
WHERE {which} AND t.first_after >= :since {within} ORDER BY t.first_after DESC, t.id LIMIT :most
"""
_ALTERED = "t.kind IN ('revised', 'replaced') AND coalesce(t.class, '') NOT IN ('markup', 'typography')"
_STILL_GONE = """t.kind = 'removed' AND NOT EXISTS (SELECT 1 FROM changes n WHERE n.agency_id = t.agency_id
    AND n.year = t.year AND n.kind = 'restored' AND n.first_after > t.first_after)"""


def query(kind: str, region: str) -> str:
    """Return the query of a kind, for a division or the whole country. Raises KeyError for a kind that there is not."""
    within = "" if region == NATION else _WITHIN
    queries = {
        "new": _NEW.format(within=within),
        "late": _STATUS.format(status="late", at="coalesce(t.first_seen, t.as_of)", within=within),
        "missing": _STATUS.format(status="not_found", at=_FIRST_PROOF, within=within),
        "changed": _CHANGE.format(which=_ALTERED, within=within),
        "removed": _CHANGE.format(which=_STILL_GONE, within=within),
    }
    return queries[kind]
