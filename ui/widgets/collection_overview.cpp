#include "widgets/collection_overview.h"
