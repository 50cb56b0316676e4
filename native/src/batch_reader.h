/*
 * Moves events from the ring into batches on a thread of its own. Memory is bounded: when nobody takes the batches,
 * reading stops, the ring fills, and the kernel side counts what it has to drop.
 */
#ifndef HACOTAKI_BATCH_READER_H
#define HACOTAKI_BATCH_READER_H

#include <stdint.h>

struct batch_reader;

struct batch {
	struct batch *next;
	uint32_t bytes;
	uint32_t events;
	char data[]; /* struct events, each at a multiple of 8 */
};

struct batch_reader_options {
	int ring_fd;
	volatile uint32_t *asleep; /* shared with the kernel side */
	volatile uint32_t *prompt_wakes; /* the same */
	uint32_t drain_ms; /* between two readings while events come */
	uint32_t idle_drain_ms; /* at most this long without looking; a first event wakes the reader at once */
	void (*announce)(void *context); /* called on the reader's thread: batches wait to be taken */
	void *context;
};

int batch_reader__open(const struct batch_reader_options *options, struct batch_reader **out);

/* The oldest waiting batch, to be freed by the caller, or NULL; after NULL the next batch is announced again. */
struct batch *batch_reader__take(struct batch_reader *reader);

/* The same, but reads the ring when none is waiting. */
struct batch *batch_reader__take_now(struct batch_reader *reader);

/* Bytes in the ring and in batches not taken yet. */
uint64_t batch_reader__pending_bytes(struct batch_reader *reader);
uint64_t batch_reader__most_pending_bytes(const struct batch_reader *reader);
uint64_t batch_reader__ring_bytes(const struct batch_reader *reader);

/* Stops the thread. Announces nothing after it returns. */
void batch_reader__close(struct batch_reader *reader);

#endif
