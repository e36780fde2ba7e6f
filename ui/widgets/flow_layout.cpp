#include "widgets/flow_layout.h"
