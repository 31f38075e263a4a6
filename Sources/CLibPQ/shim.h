#ifndef GEOD_CLIBPQ_SHIM_H
#define GEOD_CLIBPQ_SHIM_H

#include <libpq-fe.h>

#endif
