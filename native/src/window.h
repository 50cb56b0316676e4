/* Programs that are attached only while something inside boots is to be seen: they cost every process of the machine. */
#ifndef HACOTAKI_WINDOW_H
#define HACOTAKI_WINDOW_H

#include <stdbool.h>
#include <stdint.h>
#include "native_error.h"

struct bpf_link;
struct bpf_program;

enum window_level {
	WINDOW_CLOSED,
	WINDOW_CALLS,
	WINDOW_FULL,
};

#define WINDOW_PROGRAMS 4

/* A program that a window attaches, from this level on; NULL: this kernel has not what it needs. */
struct window_program {
	struct bpf_program *program;
	enum window_level level;
};

struct window {
	struct window_program programs[WINDOW_PROGRAMS];
	struct bpf_link *links[WINDOW_PROGRAMS];
	enum window_level level;
	volatile uint32_t *generation; /* the kernel side's: what began in an earlier window is not taken for this one's */
};

/* Attaches and detaches until the level is what is wanted. On failure the window is closed. */
int window__set(struct window *window, enum window_level level, struct native_error *error);

#endif
