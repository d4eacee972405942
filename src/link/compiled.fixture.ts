// A C program in two files that uses what modules could not use with the reference linker. Tests only.

export const SOURCES = {
  'a.c': `
typedef unsigned int u32;
extern u32 mix(u32 value, int how);
extern int numbers[4];
extern const char *const words[];
extern int optional(void) __attribute__((weak));
int shared_count;
static u32 state = 12345;
static int history[16];
static int wide[3000];
static int tall[1100] = {1, 2};
static const int broad[1200] = {[1190] = 5};
static unsigned char flags[300];
static const short table[] = {3, -1, 4, -1, 5, -9, 2, -6};
static struct node { struct node *next; int value; } nodes[3] = {{&nodes[1], 7}, {&nodes[2], 8}, {0, 9}};
static struct node *head = &nodes[0];
static u32 (*const methods[])(u32, int) = {mix, mix};
static int *cursor = &history[3];
static u32 step(void) { state = state * 1664525u + 1013904223u; return state >> 8; }
static u32 once(u32 hash) {
  shared_count++;
  for (int i = 0; i < 40; i++) {
    history[i & 15] += (int)(step() & 0xff) + table[i & 7];
    flags[(i * 37) % 300] ^= (unsigned char)i;
    hash = methods[i & 1](hash ^ (u32)history[i & 15], i % 11);
    hash += flags[i] + (u32)words[i % 3][0];
  }
  for (struct node *n = head; n; n = n->next) hash = hash * 31 + (u32)n->value++;
  wide[hash % 3000]++;
  tall[1050 + hash % 50] += (int)(hash >> 16);
  hash += (u32)wide[2900 + hash % 100] + (u32)tall[1060] + (u32)tall[1] + (u32)broad[1190] + (u32)broad[1];
  *cursor += 5;
  cursor = cursor == &history[9] ? &history[3] : cursor + 1;
  hash ^= (u32)numbers[hash & 3] + (u32)shared_count;
  numbers[1] += 2;
  if (optional) hash ^= (u32)optional();
  struct { char bytes[40]; } big = {{1, 2, 3}};
  for (int i = 0; i < 40; i++) hash = hash * 3 + (u32)big.bytes[i];
  return hash;
}
int mpy_init(void) {
  u32 hash = 1;
  for (int i = 0; i < 5; i++) hash = once(hash);
  return (int)(hash & 0x3fffffff);
}
`,
  'b.c': `
typedef unsigned int u32;
int shared_count;
int numbers[4] = {10, 20, 30, 40};
const char *const words[] = {"alpha", "beta", "gamma"};
static int calls[11];
u32 mix(u32 v, int how) {
  calls[how]++;
  switch (how) {
  case 0: return v + 1;
  case 1: return v ^ 0x5bd1e995u;
  case 2: return (v << 7) | (v >> 25);
  case 3: return v * 2654435761u;
  case 4: return v - (u32)calls[4];
  case 5: return ~v;
  case 6: return v + (u32)numbers[2];
  case 7: return v ^ (v >> 13);
  case 8: return v * 5 + 0xe6546b64u;
  case 9: return v + (u32)words[1][2];
  default: return v - 77;
  }
}
`,
};

/** Needs a C library, with soft floating point and errno. */
export const MATH = `
#include <errno.h>
#include <math.h>
#include <stdlib.h>
static float table[3] = {0.5f, 1.25f, 3.0f};
int mpy_init(void) {
  int sum = 0;
  for (int i = 0; i < 3; i++) {
    sum = sum * 31 + (int)(sinf(table[i]) * 10000) + (int)(powf(table[i], 1.5f) * 1000);
    sum = sum * 31 + (int)(exp((double)table[i]) * 1000) + (int)(atan2(table[i], 2.0) * 10000);
  }
  errno = 0;
  sum = sum * 31 + (int)strtol("12345x", 0, 10) + (errno == 0);
  sum = sum * 31 + (strtol("99999999999999999999999999", 0, 10) > 0) + (errno == ERANGE);
  return sum & 0x3fffffff;
}
`;

/** Functions that run before mpy_init, which sees its arguments (here 11, 22, 33, and an array with 1 and 4). */
export const CONSTRUCTORS = `
static int log = 0, start = 7;
__attribute__((constructor(102))) static void second(void) { log = log * 10 + 2; }
__attribute__((constructor)) static void third(void) { log = log * 10 + 3 + start; start = 5; }
__attribute__((constructor(101))) static void first(void) { log = log * 10 + 1; }
int mpy_init(long self, unsigned long args, unsigned long kw, long *list) {
  return (log * 100 + start) * 1000 + (int)(self + args + kw + list[0] + list[3]);
}
`;
export const CONSTRUCTED = (130 * 100 + 5) * 1000 + 71;
