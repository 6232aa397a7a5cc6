"""What the pages ask of the published tables, as DuckDB's SQL.

A paper that another source holds too (`duplicate_of`) is counted once: its rows are left out where rows are compared.
"""

# A paper's year is that of its issue; where none is printed, of its imprint, its taking effect, or its plan's begin.
PAPERS = """
WITH incentive AS (SELECT doc_id, count(*) AS incentives FROM incentives GROUP BY doc_id),
     target AS (SELECT doc_id, count(*) AS targets FROM targets GROUP BY doc_id),
     duty AS (SELECT doc_id, count(*) AS duties FROM responsibilities GROUP BY doc_id),
     issue AS (SELECT doc_id, count(*) AS issues FROM issues GROUP BY doc_id)
SELECT doc_id, source_id, source_uri, title, doc_number, issuers, issuer_level, province, city, county, issued_date,
       coalesce(year(issued_date), year(printed_date), year(effective_from), plan_start_year)::int AS year,
       CASE WHEN issued_date IS NOT NULL THEN 'issued' WHEN printed_date IS NOT NULL THEN 'printed'
            WHEN effective_from IS NOT NULL THEN 'effective' WHEN plan_start_year IS NOT NULL THEN 'plan' END AS dated,
       effective_to, doc_type, status, force, duplicate_of IS NOT NULL AS again,
       coalesce(incentives, 0)::int AS incentives, coalesce(targets, 0)::int AS targets,
       coalesce(duties, 0)::int AS duties, coalesce(issues, 0)::int AS issues
FROM documents LEFT JOIN incentive USING (doc_id) LEFT JOIN target USING (doc_id) LEFT JOIN duty USING (doc_id)
     LEFT JOIN issue USING (doc_id)
ORDER BY coalesce(issued_date, printed_date, effective_from) DESC NULLS LAST, source_uri, position, doc_id
"""

# The largest sums first: what a page has no room for are the smallest, and what has no sum.
INCENTIVES = """
SELECT incentive_id AS id, doc_id, section_path, instrument, recipient, recipient_type, recognition_level, condition,
       tier, rate_min, rate_max, rate_base, amount, floor_amount, cap_amount, cap_per, cap_amount_annual, currency, per,
       duration_years, stacking, certainty, quote
FROM incentives_wide JOIN documents USING (doc_id) WHERE duplicate_of IS NULL
ORDER BY greatest(cap_amount, amount, cap_amount_annual) DESC NULLS LAST, doc_id, incentives_wide.source_start, id
"""

TARGETS = """
SELECT target_id AS id, doc_id, metric, value_min, value_max, unit, comparator, targets.year, per, targets.status,
       certainty, quote
FROM targets JOIN documents USING (doc_id) WHERE duplicate_of IS NULL
ORDER BY year DESC NULLS LAST, doc_id, targets.source_start, id
"""

# A body whose full name is not known is told from its like in other places by the place.
BODIES = """
SELECT coalesce(agency_name, agency) AS body, agency_name IS NULL AS as_printed, province, city,
       count(*)::int AS duties, count(DISTINCT doc_id)::int AS papers,
       count(*) FILTER (role = '牵头')::int AS leads, count(*) FILTER (role = '责任')::int AS responsible,
       count(*) FILTER (role = '配合')::int AS supports, count(*) FILTER (role = '咨询')::int AS answers
FROM responsibilities JOIN documents USING (doc_id) WHERE duplicate_of IS NULL
GROUP BY body, as_printed, province, city ORDER BY leads DESC, responsible DESC, duties DESC, body, province, city
"""

DUTIES = """
SELECT responsibility_id AS id, r.doc_id, coalesce(agency_name, agency) AS body, role, agency, certainty,
       nullif(concat_ws(' ', path, heading), '') AS section
FROM responsibilities r JOIN documents d USING (doc_id) JOIN sections s USING (section_id)
WHERE duplicate_of IS NULL ORDER BY r.doc_id, r.source_start, r.position, id
"""

ISSUES = """
SELECT issue_id AS id, i.doc_id, i.source_id, s.source_uri, code, severity, detail, page
FROM issues i JOIN sources s USING (source_id)
ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, source_uri, source_start, id
"""

ISSUE_COUNTS = """
SELECT code, severity, count(*)::int AS count, count(DISTINCT source_id)::int AS files
FROM issues GROUP BY ALL ORDER BY count DESC, code
"""

CERTAINTIES = " UNION ALL ".join(
    f"SELECT '{table}' AS name, certainty, count(*)::int AS count FROM {table} GROUP BY certainty"  # noqa: S608
    for table in ("money", "percentages", "counts", "targets", "incentives", "responsibilities", "citations")
)

CHECKS = """
SELECT "table" AS name, count(*)::int AS checks, count(*) FILTER (success)::int AS hold
FROM quality_results WHERE run_id = (SELECT run_id FROM runs ORDER BY started_at DESC, run_id LIMIT 1)
GROUP BY name ORDER BY hold = checks, name
"""

BROKEN = """
SELECT "table" AS name, expectation, unexpected_count::int AS count, sample
FROM quality_results
WHERE NOT success AND run_id = (SELECT run_id FROM runs ORDER BY started_at DESC, run_id LIMIT 1)
ORDER BY name, expectation
"""

RUNS = """
SELECT run_id, started_at, trigger, sources_found, sources_parsed, sources_quarantined, rows_added, rows_removed,
       published
FROM runs ORDER BY started_at DESC, run_id LIMIT 50
"""

# Files with a review page beside those of their papers: an issue of theirs is in no paper, or there is no paper.
FILES = """
SELECT source_id FROM issues WHERE doc_id IS NULL UNION SELECT source_id FROM sources WHERE status = 'quarantined'
ORDER BY source_id
"""
