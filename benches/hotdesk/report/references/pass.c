/* The least that a pass over a queue_log can be: lines are split at every bar, and the waits of CONNECT are summed for each queue. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 1 << 20, COLUMNS = 16, QUEUES = 64, NAME = 64 };

struct queue {
    char name[NAME];
    size_t length;
    unsigned long waited;
};

static struct queue queues[QUEUES];
static size_t known;

static struct queue *queue_of(const char *name, size_t length) {
    for (size_t nth = 0; nth < known; nth++)
        if (queues[nth].length == length && memcmp(queues[nth].name, name, length) == 0)
            return &queues[nth];
    if (known == QUEUES || length > NAME)
        exit(1);
    memcpy(queues[known].name, name, length);
    queues[known].length = length;
    return &queues[known++];
}

/* `at` has where each column begins, and where the one after the last would. */
static void line(char *const *at, size_t columns) {
    if (columns < 6 || at[5] - at[4] != sizeof "CONNECT" || memcmp(at[4], "CONNECT", sizeof "CONNECT" - 1) != 0)
        return;
    unsigned long wait = 0;
    for (const char *digit = at[5]; digit < at[6] - 1; digit++)
        wait = wait * 10 + (unsigned long)(*digit - '0');
    queue_of(at[2], (size_t)(at[3] - at[2] - 1))->waited += wait;
}

int main(int count, char **arguments) {
    int log = count == 2 ? open(arguments[1], O_RDONLY) : -1;
    char *block = malloc(BLOCK);
    char *at[COLUMNS + 1];
    size_t kept = 0;
    ssize_t got;
    if (log < 0 || !block)
        return 1;
    while ((got = read(log, block + kept, BLOCK - kept)) > 0) {
        char *end = block + kept + got, *from = block;
        size_t column = 0;
        at[0] = block;
        for (char *byte = block; byte < end; byte++) {
            if (*byte != '|' && *byte != '\n')
                continue;
            if (column < COLUMNS)
                at[++column] = byte + 1;
            if (*byte == '\n') {
                line(at, column);
                at[0] = from = byte + 1;
                column = 0;
            }
        }
        kept = (size_t)(end - from);
        memmove(block, from, kept);
    }
    for (size_t nth = 0; nth < known; nth++)
        printf("%.*s,%lu\n", (int)queues[nth].length, queues[nth].name, queues[nth].waited);
    return 0;
}
