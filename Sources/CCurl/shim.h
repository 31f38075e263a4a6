#ifndef GEOD_CCURL_SHIM_H
#define GEOD_CCURL_SHIM_H

#include <curl/curl.h>

#endif
