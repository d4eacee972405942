#include "ring.h"

void ring_put(ring_t *ring, int item) {
    ring->items[ring->next] = item;
    ring->next = (ring->next + 1) % RING_SIZE;
    if (ring->used < RING_SIZE) {
        ring->used++;
    }
}

long ring_sum(const ring_t *ring) {
    long sum = 0;
    for (size_t i = 0; i < ring->used; i++) {
        sum += ring->items[i];
    }
    return sum;
}
