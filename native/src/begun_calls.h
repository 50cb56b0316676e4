/*
 * Calls of which a batch tells that they begin. Of one that ends within the same batch, as most do, the record of its end
 * tells everything: that of its beginning is not worth reading.
 */
#ifndef HACOTAKI_BEGUN_CALLS_H
#define HACOTAKI_BEGUN_CALLS_H

#include <stdbool.h>
#include <stdint.h>
#include "event.h"

/* A power of two. Of two threads that share a place the later one is known. */
#define BEGUN_CALLS 64

struct begun_calls {
	struct begun_call {
		uint32_t tid; /* 0: none */
		uint32_t at; /* where its record is in the batch */
	} calls[BEGUN_CALLS];
};

/*
 * Takes note of the record that was put at `at` in a batch's data. Whether it has made that of its beginning needless,
 * which has no kind from then on.
 */
bool begun_calls__note(struct begun_calls *begun, char *data, uint32_t at);

#endif
