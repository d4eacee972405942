// mem - allocation patterns: growing, shrinking, freeing, structures that live only
// in module data, survival across collections, big and impossible requests.
#include "py/dynruntime.h"

typedef struct node { struct node *next; mp_obj_t payload; uint32_t serial; } node_t;
node_t *mm_head;
uint32_t mm_serial;

static void no_memory(void) {
    mp_raise_msg((const mp_obj_type_t *)mp_load_global(MP_QSTR_MemoryError), MP_ERROR_TEXT("module out of memory"));
}

static mp_obj_t mm_push(mp_obj_t o) {
    node_t *n = m_new_obj(node_t);
    if (n == NULL) {
        no_memory();
    }
    n->payload = o;
    n->serial = ++mm_serial;
    n->next = mm_head;
    mm_head = n;
    return mp_obj_new_int_from_uint(n->serial);
}
static MP_DEFINE_CONST_FUN_OBJ_1(mm_push_obj, mm_push);

static mp_obj_t mm_pop(void) {
    node_t *n = mm_head;
    if (n == NULL) {
        mp_raise_msg(&mp_type_IndexError, MP_ERROR_TEXT("stack empty"));
    }
    mp_obj_t t[2] = { mp_obj_new_int_from_uint(n->serial), n->payload };
    mm_head = n->next;
    m_free(n);
    return mp_obj_new_tuple(2, t);
}
static MP_DEFINE_CONST_FUN_OBJ_0(mm_pop_obj, mm_pop);

static mp_obj_t mm_walk(void) {
    mp_obj_t l = mp_obj_new_list(0, NULL);
    for (node_t *n = mm_head; n; n = n->next) {
        mp_obj_list_append(l, n->payload);
    }
    return l;
}
static MP_DEFINE_CONST_FUN_OBJ_0(mm_walk_obj, mm_walk);

// append bytes to a heap block that is grown with realloc; returns the contents
static mp_obj_t mm_grow(mp_obj_t total_o, mp_obj_t step_o) {
    size_t total = mp_obj_get_int_truncated(total_o), step = mp_obj_get_int_truncated(step_o), have = 0, used = 0;
    uint8_t *p = NULL;
    uint32_t moves = 0;
    while (used < total) {
        if (used == have) {
            uint8_t *q = m_renew_maybe(uint8_t, p, have, have + step, true);
            if (q == NULL) {
                no_memory();
            }
            moves += q != p;
            p = q;
            have += step;
        }
        p[used] = (uint8_t)(used * 7);
        used++;
    }
    bool ok = true;
    for (size_t i = 0; i < used; i++) {
        ok &= p[i] == (uint8_t)(i * 7);
    }
    mp_obj_t b = mp_obj_new_bytes(p, used < 6 ? used : 6);
    uint8_t *r = m_renew_maybe(uint8_t, p, have, 5, true); // shrink: keeps the head
    bool kept = r != NULL && (used < 5 || (r[0] == 0 && r[4] == 28));
    m_free(r);
    mp_obj_t t[4] = { mp_obj_new_bool(ok), mp_obj_new_bool(moves >= 1), mp_obj_new_bool(kept), b };
    return mp_obj_new_tuple(4, t);
}
static MP_DEFINE_CONST_FUN_OBJ_2(mm_grow_obj, mm_grow);

// many blocks of changing size, freed in a scrambled order; patterns checked every round
static mp_obj_t mm_churn(mp_obj_t rounds_o) {
    uint8_t *blk[24];
    size_t len[24];
    uint32_t rnd = 12345, bad = 0;
    for (int i = 0; i < 24; i++) {
        blk[i] = NULL;
        len[i] = 0;
    }
    for (mp_uint_t r = mp_obj_get_int_truncated(rounds_o); r > 0; r--) {
        rnd = rnd * 1664525u + 1013904223u;
        unsigned i = (rnd >> 16) % 24;
        size_t want = (rnd >> 8) % 200;
        for (size_t k = 0; k < len[i]; k++) {
            bad += blk[i][k] != (uint8_t)(i + k);
        }
        if ((rnd >> 30) == 0) {
            m_free(blk[i]);
            blk[i] = NULL;
            len[i] = 0;
            continue;
        }
        uint8_t *p = m_renew_maybe(uint8_t, blk[i], len[i], want ? want : 1, true);
        if (p == NULL) {
            no_memory();
        }
        for (size_t k = 0; k < (len[i] < want ? len[i] : want); k++) {
            bad += p[k] != (uint8_t)(i + k);
        }
        for (size_t k = 0; k < want; k++) {
            p[k] = (uint8_t)(i + k);
        }
        blk[i] = p;
        len[i] = want;
    }
    for (int i = 0; i < 24; i++) {
        m_free(blk[i]);
    }
    return mp_obj_new_int_from_uint(bad);
}
static MP_DEFINE_CONST_FUN_OBJ_1(mm_churn_obj, mm_churn);

// can a block of this many bytes be had? it is released at once
static mp_obj_t mm_can(mp_obj_t n) {
    void *p = m_malloc_maybe(mp_obj_get_int_truncated(n));
    bool ok = p != NULL;
    m_free(p);
    return mp_obj_new_bool(ok);
}
static MP_DEFINE_CONST_FUN_OBJ_1(mm_can_obj, mm_can);

// one block per call, filled, handed to Python as a bytearray that refers to it
static mp_obj_t mm_block(mp_obj_t n_o, mp_obj_t fill) {
    size_t n = mp_obj_get_int_truncated(n_o);
    uint8_t *p = m_malloc_maybe(n);
    if (p == NULL) {
        no_memory();
    }
    for (size_t i = 0; i < n; i++) {
        p[i] = (uint8_t)mp_obj_get_int_truncated(fill);
    }
    return mp_obj_new_bytearray_by_ref(n, p);
}
static MP_DEFINE_CONST_FUN_OBJ_2(mm_block_obj, mm_block);

// blocks only reachable from the C stack while Python code collects garbage
static mp_obj_t mm_hold(mp_obj_t fn) {
    uint8_t *a = m_malloc_maybe(100), *b = m_malloc_maybe(3);
    mp_obj_t list = mp_obj_new_list(0, NULL);
    if (a == NULL || b == NULL) {
        no_memory();
    }
    for (int i = 0; i < 100; i++) {
        a[i] = (uint8_t)(200 - i);
    }
    b[0] = b[1] = b[2] = 9;
    mp_call_function_n_kw(fn, 0, 0, NULL);
    mp_obj_list_append(list, MP_OBJ_NEW_SMALL_INT(a[99]));
    mp_obj_list_append(list, MP_OBJ_NEW_SMALL_INT(a[0] + b[2]));
    m_free(b);
    m_free(a);
    return list;
}
static MP_DEFINE_CONST_FUN_OBJ_1(mm_hold_obj, mm_hold);

// releasing nothing, zero-size requests
static mp_obj_t mm_edge(void) {
    m_free(NULL);
    void *z = m_malloc_maybe(0);
    void *r = mp_fun_table.realloc_(NULL, 0, true);
    void *p = m_malloc_maybe(40);
    void *q = mp_fun_table.realloc_(p, 20, false);   // shrinking in place is always possible
    bool same = p == q && p != NULL;
    m_free(q);
    mp_obj_t t[3] = { mp_obj_new_bool(z == NULL), mp_obj_new_bool(r == NULL), mp_obj_new_bool(same) };
    return mp_obj_new_tuple(3, t);
}
static MP_DEFINE_CONST_FUN_OBJ_0(mm_edge_obj, mm_edge);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_push, MP_OBJ_FROM_PTR(&mm_push_obj));
    mp_store_global(MP_QSTR_pop, MP_OBJ_FROM_PTR(&mm_pop_obj));
    mp_store_global(MP_QSTR_walk, MP_OBJ_FROM_PTR(&mm_walk_obj));
    mp_store_global(MP_QSTR_grow, MP_OBJ_FROM_PTR(&mm_grow_obj));
    mp_store_global(MP_QSTR_churn, MP_OBJ_FROM_PTR(&mm_churn_obj));
    mp_store_global(MP_QSTR_can, MP_OBJ_FROM_PTR(&mm_can_obj));
    mp_store_global(MP_QSTR_block, MP_OBJ_FROM_PTR(&mm_block_obj));
    mp_store_global(MP_QSTR_hold, MP_OBJ_FROM_PTR(&mm_hold_obj));
    mp_store_global(MP_QSTR_edge, MP_OBJ_FROM_PTR(&mm_edge_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
