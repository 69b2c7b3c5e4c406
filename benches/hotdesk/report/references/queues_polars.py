"""The report of queues by half hours (UTC) out of a queue_log, by polars: python queues_polars.py LOG"""

import sys

import polars as pl

SCHEMA = {"time": pl.Int64, "call": pl.String, "queue": pl.Categorical, "agent": pl.String, "event": pl.Categorical}
SCHEMA |= {name: pl.String for name in ("d1", "d2", "d3", "d4", "d5")}

event = pl.col("event")
answered, abandoned, transferred = event == "CONNECT", event == "ABANDON", event.is_in(["BLINDTRANSFER", "ATTENDEDTRANSFER"])
completed, by_key, timed_out = event.is_in(["COMPLETECALLER", "COMPLETEAGENT"]), event == "EXITWITHKEY", event == "EXITWITHTIMEOUT"
wait = pl.when(answered).then("d1").when(abandoned | timed_out).then("d3").when(by_key).then("d4").cast(pl.Int64)
talk = pl.when(completed).then("d2").when(transferred).then("d4").cast(pl.Int64)
entered = event == "ENTERQUEUE"

COUNTS = {
    "answered": answered,
    "within": answered & (pl.col("wait") <= 20),
    "abandoned": abandoned,
    "short": abandoned & (pl.col("wait") <= 5),
    "by_key": by_key,
    "timed_out": timed_out,
    "transferred": transferred,
    "waited": pl.when(answered).then("wait"),
    "talked": pl.col("talk"),
}

lines = pl.scan_csv(
    sys.argv[1], separator="|", has_header=False, quote_char=None, schema=SCHEMA, missing_columns="insert"
).filter(entered | answered | completed | transferred | abandoned | timed_out | by_key)
calls = (
    lines.with_columns(wait=wait, talk=talk)
    .group_by("call", "queue")
    .agg(
        pl.when(entered).then("time").min().alias("time"),
        pl.col("wait").max().alias("longest"),
        *(of.sum().alias(name) for name, of in COUNTS.items()),
    )
)
report = calls.group_by("queue", pl.col("time") - pl.col("time") % 1800).agg(
    pl.len().alias("offered"), *(pl.col(name).sum() for name in COUNTS), pl.col("longest").max().fill_null(0)
)
print(report.collect(engine="streaming").write_csv(include_header=False), end="")
