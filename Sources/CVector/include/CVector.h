#ifndef GEOD_CVECTOR_H
#define GEOD_CVECTOR_H
#endif
