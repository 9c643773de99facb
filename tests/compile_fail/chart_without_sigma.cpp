#define WITHOUT_SIGMA
#include "chart.hpp"
