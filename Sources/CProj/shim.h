#ifndef GEOD_CPROJ_SHIM_H
#define GEOD_CPROJ_SHIM_H

#include <geodesic.h>
#include <proj.h>

#endif
