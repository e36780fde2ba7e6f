#include "plots/plot_widget.h"
