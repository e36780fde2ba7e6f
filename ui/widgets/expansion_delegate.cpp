#include "widgets/expansion_delegate.h"
