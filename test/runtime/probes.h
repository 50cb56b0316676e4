#ifndef PROBES_H
#define PROBES_H

#include <stdbool.h>

enum generation { GENERATION_0_11, GENERATION_2019, GENERATION_2019_10_07, GENERATION_COUNT };

extern const char *const generation_names[GENERATION_COUNT];

/* Whether this binary carries the generation's notes. */
bool generation__built(enum generation generation);
enum generation generation__default(void);

void probe__phase(enum generation generation, long phase, long hpid);
void probe__number(enum generation generation, long flag, long number);
void probe__text(enum generation generation, long flag, const char *text);

#endif
