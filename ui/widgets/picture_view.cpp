#include "widgets/picture_view.h"
