#ifndef GEOD_CZLIB_SHIM_H
#define GEOD_CZLIB_SHIM_H

#include <zlib.h>

#endif
