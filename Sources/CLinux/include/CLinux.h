#ifndef GEOD_CLINUX_H
#define GEOD_CLINUX_H
#endif
