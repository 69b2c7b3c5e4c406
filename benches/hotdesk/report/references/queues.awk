# The report of queues by half hours (UTC) out of a queue_log, in one pass: mawk -F'|' -f queues.awk LOG
# Calls that are under way are remembered until their line comes that ends them; a call is named by its queue too, for it may come to another.

$5 == "ENTERQUEUE" {
    cell = $3 "," ($1 - $1 % 1800)
    cells[$2, $3] = cell
    offered[cell]++
    next
}
$5 == "CONNECT" {
    cell = cells[$2, $3]
    answered[cell]++
    within[cell] += $6 <= 20
    waited[cell] += $6
    if ($6 + 0 > longest[cell]) longest[cell] = $6 + 0
    next
}
$5 == "COMPLETECALLER" || $5 == "COMPLETEAGENT" {
    talked[cells[$2, $3]] += $7
    delete cells[$2, $3]
    next
}
$5 == "BLINDTRANSFER" || $5 == "ATTENDEDTRANSFER" {
    cell = cells[$2, $3]
    talked[cell] += $9
    transferred[cell]++
    delete cells[$2, $3]
    next
}
$5 == "ABANDON" {
    cell = cells[$2, $3]
    abandoned[cell]++
    short[cell] += $8 <= 5
    if ($8 + 0 > longest[cell]) longest[cell] = $8 + 0
    delete cells[$2, $3]
    next
}
$5 == "EXITWITHKEY" {
    cell = cells[$2, $3]
    by_key[cell]++
    if ($9 + 0 > longest[cell]) longest[cell] = $9 + 0
    delete cells[$2, $3]
    next
}
$5 == "EXITWITHTIMEOUT" {
    cell = cells[$2, $3]
    timed_out[cell]++
    if ($8 + 0 > longest[cell]) longest[cell] = $8 + 0
    delete cells[$2, $3]
}
END {
    for (cell in offered)
        printf "%s,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d\n", cell, offered[cell], answered[cell], within[cell], abandoned[cell], \
            short[cell], by_key[cell], timed_out[cell], transferred[cell], waited[cell], talked[cell], longest[cell]
}
