#include "plots/histogram_plot.h"
