/* The static probes an executable declares in .note.stapsdt, and its build id. Reads the file, needs no rights. */
#ifndef HACOTAKI_USDT_NOTE_H
#define HACOTAKI_USDT_NOTE_H

#include <stddef.h>
#include <stdint.h>
#include "event.h"

struct usdt_note {
	const char *provider;
	const char *name;
	const char *arguments; /* as the compiler left them: "-8@%rax 8@-24(%rbp)" */
	uint64_t address; /* virtual, after undoing prelink */
	uint64_t base;
	uint64_t semaphore; /* 0: none */
	uint64_t offset; /* of the probe in the file */
	uint64_t semaphore_offset; /* 0: none */
	uint32_t string_mask; /* arguments to be read as strings; chosen by who attaches */
};

struct usdt_notes {
	struct usdt_note *items;
	size_t count;
	char *text; /* what the strings point into */
};

/* 0 (also when there are no probes), -ENOEXEC when it is no 64-bit little-endian ELF, or another -errno. */
int usdt_notes__read(int fd, struct usdt_notes **out);
void usdt_notes__free(struct usdt_notes *notes);

/* Writes the build id in hex. 0, -ENOENT when there is none, -ENOEXEC, or another -errno. */
int build_id__read(int fd, char *hex, size_t size);

/*
 * Parses the arguments of a note into at most EVENT_ARGS places and returns how many. One that is not understood
 * becomes PLACE_UNKNOWN, so that the others can still be read.
 */
int usdt_note__places(const struct usdt_note *note, struct place places[EVENT_ARGS]);

#endif
