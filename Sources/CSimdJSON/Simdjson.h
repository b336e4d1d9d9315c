#pragma once

// libarrow and libparquet export a simdjson of another version, and on Linux a program has one symbol of a name: so ours is
// built from source under a name of its own.
#define simdjson tideline_simdjson

#include <simdjson/simdjson.h>
