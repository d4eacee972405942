static _Thread_local int error;
static _Thread_local int initial = 4;
int set_error(int n) { int old = error; error = n; return old + initial++; }
int last_error(void) { return error; }
