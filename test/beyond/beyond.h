// What every module here has in common. `run(n)` is the Python function that tests call.
#ifdef HOST
// As a program of the computer, which says what a board has to print.
#include <stdio.h>
static int mp_fun_table;
#define MODULE(value) \
    int main(void) { \
        static const int calls[] = {3, 0, 5, 1, 4, 2, 6, 3}; \
        (void)mp_fun_table; \
        for (int i = 0; i < 8; i++) { \
            int n = calls[i]; \
            printf("%d\n", value); \
        } \
        return 0; \
    }
#else
#include "py/dynruntime.h"

#define MODULE(value) \
    static mp_obj_t run_wrap(mp_obj_t n_in) { \
        int n = mp_obj_get_int(n_in); \
        return mp_obj_new_int(value); \
    } \
    static MP_DEFINE_CONST_FUN_OBJ_1(run_obj, run_wrap); \
    mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) { \
        MP_DYNRUNTIME_INIT_ENTRY \
        mp_store_global(MP_QSTR_run, MP_OBJ_FROM_PTR(&run_obj)); \
        MP_DYNRUNTIME_INIT_EXIT \
    }
#endif
