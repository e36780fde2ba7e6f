#include "widgets/expansion_panel.h"
