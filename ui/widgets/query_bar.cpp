#include "widgets/query_bar.h"
