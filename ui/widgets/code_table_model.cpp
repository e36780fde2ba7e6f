#include "widgets/code_table_model.h"
