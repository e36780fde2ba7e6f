#include "plots/stem_plot.h"
