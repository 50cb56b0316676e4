/* A tracing session: the loaded BPF object, the binaries it is attached to, and the batches that come out of it. */
#ifndef HACOTAKI_BOOT_PROBE_H
#define HACOTAKI_BOOT_PROBE_H

#include <stdbool.h>
#include <stdint.h>
#include "batch_reader.h"
#include "event.h"
#include "native_error.h"
#include "usdt_note.h"
#include "window.h"
#include "write_guard.h"

struct boot_probe;

struct boot_probe_options {
	uint32_t ring_bytes; /* rounded up to a power of two */
	uint32_t drain_ms;
	uint32_t idle_drain_ms;
	uint64_t prompt_args; /* see boot_probe.bpf.c */
	const char *btf_path;
	bool use_perf_uprobes; /* even where the kernel has better ones */
	uint64_t most_at_once; /* see probe_interval_ns in boot_probe.bpf.c; 0: no limits */
	uint64_t most_a_second;
	uint64_t most_a_run;
	const void *call_shapes; /* MAX_CALLS of struct call_shape */
	void (*announce)(void *context); /* see batch_reader.h; also of attachments that were withdrawn */
	void *context;
};

int boot_probe__open(const struct boot_probe_options *options, struct boot_probe **out, struct native_error *error);
void boot_probe__close(struct boot_probe *probe);

/* Nanoseconds of UTC; 0 where the file system does not tell. */
struct file_times {
	int64_t born; /* an overlay gives the file behind the inode: another one after a copy-up */
	int64_t changed;
};

/* A binary that has been opened and read but not attached to: the time to set string_mask in its notes. */
struct target {
	int fd; /* keeps the inode, whatever becomes of the path */
	char *path;
	char *provider;
	struct usdt_notes *notes; /* of this provider only */
	char build_id[65]; /* "" when it has none */
	struct binary_key key;
	uint64_t stat_dev; /* as stat(2) gives them */
	uint64_t stat_inode;
	uint64_t dev; /* of the inode that is executed, as the exec event gives them */
	uint64_t inode;
	struct file_times times;
	bool is_stacked; /* on a file system that shows the files of others */
	struct write_hold hold;
};

/* With a guard the file is held: it is whole, and stays so until the hold is wanted back. */
int target__open(const char *path, const char *provider, struct write_guard *guard, struct target **out,
		 struct native_error *error);
/* The same of an executable that this machine runs; any other one is not-an-executable. */
int target__open_ours(const char *path, const char *provider, struct write_guard *guard, struct target **out,
		      struct native_error *error);
void target__free(struct target *target);

struct attached_probe {
	const char *name;
	unsigned int locations;
	const struct usdt_note **notes; /* one for each location */
};

struct attachment {
	struct attachment *next;
	uint16_t id; /* from 1 */
	struct target *target;
	struct attached_probe *probes;
	unsigned int probe_count;
	struct attached_location *locations;
	unsigned int location_count;
	int multi_fds[2]; /* -1: none */
	bool is_withdrawn; /* its file is about to be, or was, written: it is no longer bound */
	bool is_withdrawal_told;
};

/* To be attached to: see target__open. */
int boot_probe__open_target(struct boot_probe *probe, const char *path, const char *provider, struct target **out,
			    struct native_error *error);

/* Takes the target over, also on failure. The same file and provider once more gives the attachment there is. */
int boot_probe__attach(struct boot_probe *probe, struct target *target, const struct attachment **out,
		       struct native_error *error);
void boot_probe__detach(struct boot_probe *probe, unsigned int id);

/* The id of an attachment that was withdrawn and not told yet, 0 when there is none. */
unsigned int boot_probe__take_withdrawn(struct boot_probe *probe);

struct lineage_root;

/* Follows whoever executes the file, and all below: see lineage_root.h. */
int boot_probe__root(struct boot_probe *probe, const char *path, const struct lineage_root **out,
		     struct native_error *error);
void boot_probe__unroot(struct boot_probe *probe, unsigned int id);

/*
 * Shows what happens inside boots from now on, by a level of window.h: gives CLOCK_BOOTTIME from which on everything is
 * seen.
 */
int boot_probe__open_window(struct boot_probe *probe, enum window_level level, uint64_t *from, struct native_error *error);
void boot_probe__close_window(struct boot_probe *probe);

/* Follows a live process and its present descendants. Whether it was alive, or -errno. */
int boot_probe__track(struct boot_probe *probe, uint32_t tgid);

struct boot_probe_stats {
	uint64_t events;
	uint64_t dropped;
	uint64_t limited;
	uint64_t detail_limited; /* system calls and waits */
	uint64_t tracked;
	uint64_t ring_bytes;
	uint64_t pending_bytes;
};

int boot_probe__stats(struct boot_probe *probe, struct boot_probe_stats *stats);

/* The next run, from number `from` on, that fired beyond its limits; RUNS when there is none. */
unsigned int boot_probe__next_flood(const struct boot_probe *probe, unsigned int from, struct allowance *out);

/* More than can be pending at any moment. */
uint64_t boot_probe__most_pending_bytes(const struct boot_probe *probe);

struct batch *boot_probe__take(struct boot_probe *probe);
struct batch *boot_probe__take_now(struct boot_probe *probe);

#endif
