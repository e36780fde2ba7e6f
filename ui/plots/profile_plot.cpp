#include "plots/profile_plot.h"
