// Initialised data: scalars, arrays, pointers to data, to code, to strings and to read-only tables.
#include "beyond.h"

struct node { struct node *next; int value; const char *name; };
static const short table[4] = {3, -1, 4, -1};
int counter = 40;
static int history[5] = {1, 2, 3, 4, 5};
static struct node nodes[3] = {{&nodes[2], 7, "seven"}, {0, 8, "eight"}, {&nodes[1], 9, "nine"}};
static struct node *head = &nodes[0];
static int *cursor = &history[3];
static const short *row = &table[2];
static int twice(int n) { return 2 * n; }
static int (*method)(int) = twice;

static int run(int n) {
    int sum = method(n) + *cursor + *row;
    for (struct node *at = head; at; at = at->next) sum = sum * 10 + at->value++ + at->name[1];
    cursor = cursor == &history[4] ? &history[0] : cursor + 1;
    return sum + counter++;
}
MODULE(run(n))
