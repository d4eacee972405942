// The same entry as that of nlr.
#include "../nlr/nlr_entry.S"
