#include "widgets/number_row.h"
