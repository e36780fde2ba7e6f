#include "widgets/inspector_panel.h"
