"""What is added to the published copy of archive.db: indexes, small tables behind the aggregate pages, views.

Every total stands beside the number of reports that state it: a line that is blank or unreadable in a report is neither
zero nor counted. A joint report of several agencies counts once. Only checks between printed figures count as failed;
what this software could not read stands in summary_unread.
"""

INDEXES = """
CREATE INDEX reports_year ON reports (year DESC, agency_id);
CREATE INDEX reports_form ON reports (form);
CREATE INDEX reports_quality ON reports (quality);
CREATE INDEX reports_published_on ON reports (published_on);
CREATE INDEX reports_first_seen ON reports (first_seen);
CREATE INDEX agencies_region_code ON agencies (region_code);
CREATE INDEX agencies_class ON agencies (class);
CREATE INDEX agencies_parent_id ON agencies (parent_id);
CREATE INDEX checks_rule ON checks (rule);
CREATE INDEX checks_failed ON checks (rule, version_id, operand) WHERE status = 'fail';
CREATE INDEX issues_code ON issues (code);
CREATE INDEX captures_fetched_at ON captures (fetched_at);
CREATE INDEX captures_outcome ON captures (outcome);
CREATE INDEX attempts_outcome ON attempts (outcome);
CREATE INDEX columns_outcome ON columns (outcome);
CREATE INDEX column_entries_kind ON column_entries (kind);
CREATE INDEX obligations_year ON obligations (year, status);
CREATE INDEX obligations_status ON obligations (status);
"""

SUMMARIES = """
CREATE TABLE summary_years (
    year INTEGER PRIMARY KEY, reports INTEGER NOT NULL, agencies INTEGER NOT NULL, obligations INTEGER,
    received ANY, n_received INTEGER NOT NULL, granted ANY, n_granted INTEGER NOT NULL, refused ANY,
    n_refused INTEGER NOT NULL, n_failed_checks INTEGER NOT NULL, n_doubtful INTEGER NOT NULL
) STRICT;
INSERT INTO summary_years
WITH disagreeing AS (
    SELECT DISTINCT version_id FROM checks WHERE status = 'fail' AND severity IN ('mandated', 'arithmetic')
),
held AS (
    SELECT year, count(*) AS agencies, received_new AS received, granted_full + granted_partial AS granted,
        refused_total AS refused, version_id IN (SELECT version_id FROM disagreeing) AS failed,
        coalesce(doubtful_cells, 0) > 0 AS doubtful
    FROM report_summary GROUP BY year, version_id
),
duties AS (
    SELECT year, count(*) AS obligations FROM obligations WHERE status NOT IN ('not_obliged', 'not_due') GROUP BY year
)
SELECT held.year, count(*), sum(held.agencies), d.obligations, sum(received), count(received), sum(granted), count(granted),
    sum(refused), count(refused), sum(failed), sum(doubtful)
FROM held LEFT JOIN duties d ON d.year = held.year GROUP BY held.year;

CREATE TABLE summary_outcomes (
    year INTEGER NOT NULL, row TEXT NOT NULL, total ANY, n INTEGER NOT NULL, reports INTEGER NOT NULL,
    PRIMARY KEY (year, row)
) STRICT, WITHOUT ROWID;
INSERT INTO summary_outcomes
SELECT current.year, requests.row, sum(requests.total), count(requests.total), count(*)
FROM (SELECT DISTINCT year, current_version_id FROM reports) AS current
JOIN requests ON requests.version_id = current.current_version_id GROUP BY current.year, requests.row;

CREATE TABLE summary_unread (
    agency_id TEXT, agency TEXT, year INTEGER, url TEXT, capture_id TEXT, kind TEXT NOT NULL, message TEXT NOT NULL,
    message_en TEXT NOT NULL
) STRICT;
INSERT INTO summary_unread
WITH current AS (
    SELECT r.*, a.canonical_name AS agency, v.url FROM reports r JOIN agencies a ON a.id = r.agency_id
    LEFT JOIN versions v ON v.id = r.current_version_id
),
unseen AS (
    SELECT version_id, count(*) AS n FROM cell_notes WHERE state = 'unreadable' GROUP BY version_id
),
short AS (
    SELECT version_id, message, message_en FROM checks WHERE status = 'fail' AND rule = 'T3.H1'
)
SELECT agency_id, agency, year, url, NULL, 'lines', message, message_en FROM current
    JOIN short ON short.version_id = current.current_version_id
UNION ALL
SELECT agency_id, agency, year, url, NULL, 'cells', n || ' 个单元格未能读出', n || ' cells could not be read' FROM current
    JOIN unseen ON unseen.version_id = current.current_version_id
    WHERE current_version_id NOT IN (SELECT version_id FROM short)
UNION ALL
SELECT agency_id, agency, year, url, NULL, 'no_tables', '没有读出表格', 'no table could be read' FROM current
    WHERE quality = 'no_tables'
UNION ALL
SELECT NULL, c.agency, c.year, c.url, c.id, e.outcome, '存档未能读取', coalesce(e.reason, e.outcome) FROM extractions e
    JOIN captures c ON c.id = e.capture_id WHERE e.outcome IN ('unreadable', 'reader_failed')
ORDER BY 3 DESC, 1, 4, 7;

CREATE TABLE summary_holdings (
    reports INTEGER NOT NULL, agencies INTEGER NOT NULL, first_year INTEGER, last_year INTEGER,
    versions INTEGER NOT NULL, captures INTEGER NOT NULL, first_capture TEXT, last_capture TEXT,
    failed_checks INTEGER NOT NULL, reports_with_failed_checks INTEGER NOT NULL, unread INTEGER NOT NULL, empty_columns INTEGER NOT NULL,
    columns INTEGER NOT NULL
) STRICT;
INSERT INTO summary_holdings
SELECT (SELECT coalesce(sum(reports), 0) FROM summary_years), count(DISTINCT agency_id), min(year), max(year), (SELECT count(*) FROM versions),
    (SELECT count(*) FROM captures), (SELECT min(fetched_at) FROM captures), (SELECT max(fetched_at) FROM captures),
    (SELECT count(*) FROM checks WHERE status = 'fail' AND severity IN ('mandated', 'arithmetic')
        AND version_id IN (SELECT current_version_id FROM reports)),
    (SELECT coalesce(sum(n_failed_checks), 0) FROM summary_years), (SELECT count(*) FROM summary_unread),
    (SELECT count(*) FROM columns WHERE outcome = 'empty_list' AND complete = 1), (SELECT count(*) FROM columns)
FROM reports;
"""

VIEWS = """
CREATE VIEW report_list AS
SELECT year, agency, title, published_on, form, quality, received_new AS received, failed_checks, doubtful_cells, versions,
    first_seen, agency_id, version_id AS current_version_id
FROM report_summary ORDER BY year DESC, agency_id;
"""
