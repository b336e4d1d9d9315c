#include "CRDKafkaMock.h"
