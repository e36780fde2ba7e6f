#include "plots/bits_plot.h"
