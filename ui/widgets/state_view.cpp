#include "widgets/state_view.h"
