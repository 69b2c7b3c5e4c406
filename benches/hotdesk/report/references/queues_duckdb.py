"""The report of queues by half hours (UTC) out of a queue_log, by DuckDB: python queues_duckdb.py LOG"""

import sys

import duckdb

COLUMNS = {"time": "BIGINT"} | {name: "VARCHAR" for name in ("call", "queue", "agent", "event", "d1", "d2", "d3", "d4", "d5")}
REPORT = """
WITH lines AS (
    SELECT call, queue, event, time,
        CASE event
            WHEN 'CONNECT' THEN d1
            WHEN 'ABANDON' THEN d3 WHEN 'EXITWITHTIMEOUT' THEN d3
            WHEN 'EXITWITHKEY' THEN d4
        END::BIGINT AS wait,
        CASE event
            WHEN 'COMPLETECALLER' THEN d2 WHEN 'COMPLETEAGENT' THEN d2
            WHEN 'BLINDTRANSFER' THEN d4 WHEN 'ATTENDEDTRANSFER' THEN d4
        END::BIGINT AS talk
    FROM read_csv($log, delim='|', header=false, quote='', escape='', auto_detect=false, null_padding=true, columns=$columns)
    WHERE event IN ('ENTERQUEUE', 'CONNECT', 'COMPLETECALLER', 'COMPLETEAGENT', 'BLINDTRANSFER', 'ATTENDEDTRANSFER',
        'ABANDON', 'EXITWITHTIMEOUT', 'EXITWITHKEY')
), calls AS (
    SELECT queue,
        min(time) FILTER (event = 'ENTERQUEUE') AS time,
        count(*) FILTER (event = 'CONNECT') AS answered,
        count(*) FILTER (event = 'CONNECT' AND wait <= 20) AS within,
        count(*) FILTER (event = 'ABANDON') AS abandoned,
        count(*) FILTER (event = 'ABANDON' AND wait <= 5) AS short,
        count(*) FILTER (event = 'EXITWITHKEY') AS by_key,
        count(*) FILTER (event = 'EXITWITHTIMEOUT') AS timed_out,
        count(*) FILTER (event IN ('BLINDTRANSFER', 'ATTENDEDTRANSFER')) AS transferred,
        sum(wait) FILTER (event = 'CONNECT') AS waited,
        sum(talk) AS talked,
        max(wait) AS longest
    FROM lines GROUP BY call, queue
)
SELECT queue, time - time % 1800, count(*), sum(answered), sum(within), sum(abandoned), sum(short), sum(by_key), sum(timed_out),
    sum(transferred), coalesce(sum(waited), 0), coalesce(sum(talked), 0), coalesce(max(longest), 0)
FROM calls GROUP BY ALL
"""

for row in duckdb.execute(REPORT, {"log": sys.argv[1], "columns": COLUMNS}).fetchall():
    print(*row, sep=",")
