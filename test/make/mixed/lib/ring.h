#pragma once
#include <stddef.h>

typedef struct {
    int items[RING_SIZE];
    size_t used;
    size_t next;
} ring_t;

void ring_put(ring_t *ring, int item);
long ring_sum(const ring_t *ring);
