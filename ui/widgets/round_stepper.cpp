#include "widgets/round_stepper.h"
