#include "widgets/code_view.h"
