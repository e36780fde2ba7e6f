#include "widgets/collapsible_section.h"
