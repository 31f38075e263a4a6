#ifndef GEOD_CSQLITE_SHIM_H
#define GEOD_CSQLITE_SHIM_H

#include <sqlite3.h>

#endif
