#include "widgets/query_chip.h"
