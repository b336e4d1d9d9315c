#include "Simdjson.h"

#include <simdjson/simdjson.cpp>
