#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "boot_clock.h"
#include "boot_probe.h"
#include "boot_probe.skel.h"
#include "lineage_root.h"
#include "process_tree.h"
#include "support.h"
#include "uprobe_multi.h"

#define MIN_RING_BYTES 4096U
#define MAX_RING_BYTES (1U << 30)

struct boot_probe {
	struct boot_probe_bpf *bpf;
	struct batch_reader *reader;
	struct attachment *attachments;
	uint16_t last_id;
	struct lineage_roots roots;
	struct window window;
	struct write_guard *guard;
	/* Around all that the guard's thread looks at: the attachments, and whether they are bound. */
	pthread_mutex_t attachments_lock;
	void (*announce)(void *context);
	void *context;
	bool is_multi; /* one link for many uprobes, instead of perf's */
	bool is_location_used[MAX_LOCATIONS];
};

struct attached_location {
	uint32_t index; /* in the map of locations, and cookie */
	bool may_fault; /* what it reads may not be in memory yet: it gets the program that may sleep */
	const struct usdt_note *note;
	struct bpf_link *link; /* of a perf uprobe */
};

/* libbpf explains itself on stderr only; the last of it becomes part of our errors. */
static __thread char libbpf_said[600];

__attribute__((format(printf, 2, 0))) static int hear_libbpf(enum libbpf_print_level level, const char *format,
							      va_list args)
{
	char line[sizeof(libbpf_said)];
	int length;

	if (level != LIBBPF_WARN)
		return 0;
	length = vsnprintf(line, sizeof(line), format, args);
	/* A verifier log is pages long; the lines around it say enough. */
	if (length >= (int)sizeof(line))
		return 0;
	if (strlen(libbpf_said) + (size_t)length >= sizeof(libbpf_said))
		libbpf_said[0] = '\0';
	strcat(libbpf_said, line);
	return 0;
}

static const char *libbpf_detail(void)
{
	size_t length = strlen(libbpf_said);

	while (length && libbpf_said[length - 1] == '\n')
		libbpf_said[--length] = '\0';
	return length ? libbpf_said : "libbpf gave no detail";
}

static int check_support(const struct boot_probe_options *options, struct support *support, struct native_error *error)
{
	char missing[64];

	support__check(support, options->btf_path);
	if (options->use_perf_uprobes)
		support->has_uprobe_multi = false;
	if (!support->has_btf) {
		native_error__set(error, NATIVE_KERNEL_UNSUPPORTED,
				  "cannot trace on Linux %s: %s is missing or unreadable; use a kernel built with "
				  "CONFIG_DEBUG_INFO_BTF=y, as Debian's are",
				  support->kernel_release, options->btf_path);
		return -ENOTSUP;
	}
	support__missing_capabilities(support, missing, sizeof(missing));
	if (missing[0]) {
		native_error__set(error, NATIVE_NOT_PERMITTED,
				  "cannot load the kernel side: missing %s; run as root or grant %s to this process",
				  missing, missing);
		return -EPERM;
	}
	return 0;
}

static void report_load_failure(int err, struct native_error *error)
{
	switch (-err) {
	case EPERM:
		native_error__set(error, NATIVE_NOT_PERMITTED,
				  "the kernel refused to load the kernel side although no capability is missing: "
				  "capabilities of a user namespace do not count, and lockdown or a security module may "
				  "forbid BPF (%s)",
				  libbpf_detail());
		break;
	case EACCES: /* the verifier's answer */
	case EINVAL:
	case ENOENT:
	case ESRCH:
	case ENOTSUP:
	case ENOSYS:
		native_error__set(error, NATIVE_KERNEL_UNSUPPORTED,
				  "this kernel cannot run the kernel side: %s; Linux 6.1 or newer is needed (%s)",
				  strerror(-err), libbpf_detail());
		break;
	default:
		native_error__set(error, NATIVE_FAILED, "cannot load the kernel side: %s (%s)", strerror(-err),
				  libbpf_detail());
	}
}

static uint32_t ring_bytes__round(uint32_t wanted)
{
	uint32_t bytes = MIN_RING_BYTES;

	while (bytes < wanted && bytes < MAX_RING_BYTES)
		bytes <<= 1;
	return bytes;
}

/* What a window attaches. A program whose tracepoints this kernel does not have is left out: loading it would fail. */
static void choose_window_programs(struct boot_probe *probe, const struct support *support)
{
	const struct window_program programs[WINDOW_PROGRAMS] = {
		{ probe->bpf->progs.on_call_end, WINDOW_CALLS },
		{ probe->bpf->progs.on_call, WINDOW_CALLS },
		{ probe->bpf->progs.on_waking, WINDOW_FULL },
		{ probe->bpf->progs.on_switch, WINDOW_FULL },
	};

	probe->window.generation = &probe->bpf->bss->window_generation;
	for (int i = 0; i < WINDOW_PROGRAMS; i++) {
		bool is_there = programs[i].level == WINDOW_CALLS ? support->has_call_tracepoints :
								    support->has_scheduler_tracepoints;

		bpf_program__set_autoattach(programs[i].program, false);
		bpf_program__set_autoload(programs[i].program, is_there);
		probe->window.programs[i] = programs[i];
		if (!is_there)
			probe->window.programs[i].program = NULL;
	}
}

static int set_call_shapes(struct boot_probe *probe, const struct call_shape *shapes)
{
	int err = 0;

	for (__u32 i = 0; i < MAX_CALLS && !err; i++)
		err = bpf_map__update_elem(probe->bpf->maps.call_shapes, &i, sizeof(i), &shapes[i], sizeof(shapes[i]),
					   BPF_ANY);
	return err;
}

static int load_as(struct boot_probe *probe, const struct boot_probe_options *options, const struct support *support,
		   bool is_multi)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts);
	struct bpf_program *programs[2];
	int err;

	if (strcmp(options->btf_path, DEFAULT_BTF_PATH))
		opts.btf_custom_path = options->btf_path;
	probe->is_multi = is_multi;
	probe->bpf = boot_probe_bpf__open_opts(&opts);
	if (!probe->bpf)
		return -errno;
	err = bpf_map__set_max_entries(probe->bpf->maps.events, ring_bytes__round(options->ring_bytes));
	probe->bpf->rodata->prompt_args = options->prompt_args;
	probe->bpf->rodata->preempt_count_from_run_queue = support->preempt_count_from_run_queue;
	if (options->most_a_second) {
		probe->bpf->rodata->probe_interval_ns = 1000000000 / options->most_a_second;
		probe->bpf->rodata->probe_burst_ns = options->most_at_once * (1000000000 / options->most_a_second);
		probe->bpf->rodata->most_a_run = options->most_a_run;
	}
	programs[0] = probe->bpf->progs.on_probe;
	programs[1] = probe->bpf->progs.on_string_probe;
	for (int i = 0; i < 2 && !err; i++) {
		bpf_program__set_autoattach(programs[i], false);
		if (is_multi)
			err = bpf_program__set_expected_attach_type(programs[i], ATTACH_TYPE_UPROBE_MULTI);
	}
	if (err)
		return err;
	choose_window_programs(probe, support);
	err = boot_probe_bpf__load(probe->bpf);
	if (!err)
		err = set_call_shapes(probe, options->call_shapes);
	return err ? err : boot_probe_bpf__attach(probe->bpf);
}

static int load(struct boot_probe *probe, const struct boot_probe_options *options, const struct support *support)
{
	int err = -EINVAL;

	if (!options->use_perf_uprobes)
		err = load_as(probe, options, support, true);
	if (err != -EINVAL)
		return err;
	/* How a kernel before 6.6 answers to an attach type it does not know. */
	boot_probe_bpf__destroy(probe->bpf);
	libbpf_said[0] = '\0';
	return load_as(probe, options, support, false);
}

static void on_write(void *context, int watch);

int boot_probe__open(const struct boot_probe_options *options, struct boot_probe **out, struct native_error *error)
{
	struct batch_reader_options reading = {
		.drain_ms = options->drain_ms,
		.idle_drain_ms = options->idle_drain_ms,
		.announce = options->announce,
		.context = options->context,
	};
	struct write_guard_options guarding = { .on_write = on_write };
	struct boot_probe *probe;
	struct support support;
	int err;

	err = check_support(options, &support, error);
	if (err)
		return err;
	/* RLIMIT_MEMLOCK needs no care: libbpf raises it only for kernels older than any that can run this. */
	libbpf_set_print(hear_libbpf);
	libbpf_said[0] = '\0';
	probe = calloc(1, sizeof(*probe));
	if (probe) {
		pthread_mutex_init(&probe->attachments_lock, NULL);
		probe->announce = options->announce;
		probe->context = options->context;
		guarding.context = probe;
	}
	err = probe ? load(probe, options, &support) : -ENOMEM;
	if (err) {
		report_load_failure(err, error);
		goto cleanup;
	}
	err = write_guard__open(&guarding, &probe->guard);
	if (err) {
		native_error__set(error, NATIVE_FAILED, "cannot start the thread that looks after binaries: %s",
				  strerror(-err));
		goto cleanup;
	}
	reading.ring_fd = bpf_map__fd(probe->bpf->maps.events);
	reading.asleep = &probe->bpf->bss->reader_asleep;
	reading.prompt_wakes = &probe->bpf->bss->prompt_wakes;
	err = batch_reader__open(&reading, &probe->reader);
	if (err) {
		native_error__set(error, NATIVE_FAILED, "cannot read the ring buffer: %s", strerror(-err));
		goto cleanup;
	}
	probe->roots.map_fd = bpf_map__fd(probe->bpf->maps.roots);
	*out = probe;
	return 0;
cleanup:
	boot_probe__close(probe);
	return err;
}

/* Takes the uprobes off. */
static void attachment__unbind(struct attachment *attachment)
{
	for (unsigned int i = 0; i < attachment->location_count; i++) {
		bpf_link__destroy(attachment->locations[i].link);
		attachment->locations[i].link = NULL;
	}
	for (int i = 0; i < 2; i++) {
		if (attachment->multi_fds[i] >= 0)
			close(attachment->multi_fds[i]);
		attachment->multi_fds[i] = -1;
	}
}

static void attachment__free(struct attachment *attachment)
{
	if (!attachment)
		return;
	attachment__unbind(attachment);
	for (unsigned int i = 0; i < attachment->probe_count; i++)
		free(attachment->probes[i].notes);
	free(attachment->probes);
	free(attachment->locations);
	target__free(attachment->target);
	free(attachment);
}

/* Groups the notes by name, in order of first appearance. Takes the target over, also on failure. */
static struct attachment *attachment__new(struct target *target)
{
	struct attachment *attachment = calloc(1, sizeof(*attachment));
	size_t count = target->notes->count;

	if (!attachment) {
		target__free(target);
		return NULL;
	}
	attachment->target = target;
	attachment->multi_fds[0] = attachment->multi_fds[1] = -1;
	attachment->probes = calloc(count, sizeof(*attachment->probes));
	attachment->locations = calloc(count, sizeof(*attachment->locations));
	if (!attachment->probes || !attachment->locations)
		goto cleanup;
	for (size_t i = 0; i < count; i++) {
		const struct usdt_note *note = &target->notes->items[i];
		struct attached_probe *probe = attachment->probes;
		struct attached_probe *end = probe + attachment->probe_count;

		while (probe < end && strcmp(probe->name, note->name))
			probe++;
		if (probe == end) {
			probe->name = note->name;
			probe->notes = calloc(count, sizeof(*probe->notes));
			attachment->probe_count++;
			if (!probe->notes)
				goto cleanup;
		}
		probe->notes[probe->locations++] = note;
	}
	return attachment;
cleanup:
	attachment__free(attachment);
	return NULL;
}

/*
 * A string is read where the caller wants one and the compiler says that the argument is an unsigned word: at another
 * location of the same probe the same argument may be a number.
 */
static uint8_t choose_string(const struct usdt_note *note, const struct place *places, int count)
{
	for (int i = 0; i < count; i++) {
		if (note->string_mask >> i & 1 && !places[i].is_signed && !places[i].shift && places[i].kind != PLACE_UNKNOWN)
			return (uint8_t)i;
	}
	return EVENT_NO_STRING;
}

static int find_free_location(const struct boot_probe *probe)
{
	for (int i = 0; i < MAX_LOCATIONS; i++) {
		if (!probe->is_location_used[i])
			return i;
	}
	return -ENOSPC;
}

static int set_location(struct boot_probe *probe, uint32_t index, const struct location *location)
{
	return bpf_map__update_elem(probe->bpf->maps.locations, &index, sizeof(index), location, sizeof(*location),
				    BPF_ANY);
}

/* Whether an argument is a variable of the program's, which its page may not have been read in for. */
static bool has_global(const struct usdt_note *note)
{
	for (int i = 0; i < note->place_count; i++) {
		if (note->places[i].is_global)
			return true;
	}
	return false;
}

static int add_location(struct boot_probe *probe, struct attachment *attachment, unsigned int probe_index,
			const struct usdt_note *note)
{
	struct location location = { .attachment = attachment->id, .probe = (uint16_t)probe_index };
	int count = note->place_count, index, err;

	memcpy(location.args, note->places, sizeof(location.args));
	location.arg_count = (uint8_t)count;
	location.string_arg = choose_string(note, location.args, count);
	for (int i = 0; i < count; i++)
		location.signed_mask |= (uint8_t)(location.args[i].is_signed << i);
	index = find_free_location(probe);
	if (index < 0)
		return index;
	err = set_location(probe, (uint32_t)index, &location);
	if (err)
		return err;
	probe->is_location_used[index] = true;
	attachment->locations[attachment->location_count++] = (struct attached_location){
		.index = (uint32_t)index,
		.may_fault = location.string_arg != EVENT_NO_STRING || has_global(note),
		.note = note,
	};
	return 0;
}

static int bind_perf(struct boot_probe *probe, struct attachment *attachment, const char *path)
{
	for (unsigned int i = 0; i < attachment->location_count; i++) {
		struct attached_location *location = &attachment->locations[i];
		LIBBPF_OPTS(bpf_uprobe_opts, opts, .bpf_cookie = location->index,
			    .ref_ctr_offset = location->note->semaphore_offset);

		location->link = bpf_program__attach_uprobe_opts(
			location->may_fault ? probe->bpf->progs.on_string_probe : probe->bpf->progs.on_probe, -1, path,
			location->note->offset, &opts);
		if (!location->link)
			return -errno;
	}
	return 0;
}

static int bind_multi(struct attachment *attachment, const struct bpf_program *program, bool may_fault,
		      const char *path)
{
	uint64_t *numbers = calloc(3 * (size_t)attachment->location_count, sizeof(*numbers));
	uint64_t *offsets = numbers, *semaphores = numbers + attachment->location_count;
	uint64_t *cookies = semaphores + attachment->location_count;
	struct uprobe_points points = { .offsets = offsets, .semaphores = semaphores, .cookies = cookies };
	int fd = 0;

	if (!numbers)
		return -ENOMEM;
	for (unsigned int i = 0; i < attachment->location_count; i++) {
		const struct attached_location *location = &attachment->locations[i];

		if (location->may_fault != may_fault)
			continue;
		offsets[points.count] = location->note->offset;
		semaphores[points.count] = location->note->semaphore_offset;
		cookies[points.count++] = location->index;
	}
	if (points.count) {
		fd = uprobe_multi__attach(bpf_program__fd(program), path, &points);
		if (fd >= 0)
			attachment->multi_fds[may_fault] = fd;
	}
	free(numbers);
	return fd < 0 ? fd : 0;
}

static int attachment__bind(struct boot_probe *probe, struct attachment *attachment)
{
	char path[32];
	int err;

	/* By descriptor: the path may lead to another file by now. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", attachment->target->fd);
	if (!probe->is_multi)
		return bind_perf(probe, attachment, path);
	err = bind_multi(attachment, probe->bpf->progs.on_probe, false, path);
	return err ? err : bind_multi(attachment, probe->bpf->progs.on_string_probe, true, path);
}

static bool is_same_inode(const struct target *one, const struct target *other)
{
	return one->key.inode == other->key.inode && one->key.dev == other->key.dev;
}

/* After a copy-up an overlay's inode is the same, and the file behind it another one. */
static bool is_same_file(const struct target *one, const struct target *other)
{
	return is_same_inode(one, other) && one->times.born == other->times.born;
}

/* Lets exec of this inode be recognised. Of several attachments to a file the first names it. */
static int name_binary(struct boot_probe *probe, const struct attachment *attachment)
{
	__u32 id = attachment->id;

	for (const struct attachment *other = probe->attachments; other; other = other->next) {
		if (other != attachment && !other->is_withdrawn && is_same_file(other->target, attachment->target))
			return 0;
	}
	return bpf_map__update_elem(probe->bpf->maps.binaries, &attachment->target->key, sizeof(struct binary_key), &id,
				    sizeof(id), BPF_ANY);
}

/* The attachments that stay, the newest first, may name the inode now. */
static void unname_binary(struct boot_probe *probe, const struct attachment *attachment)
{
	const struct binary_key *key = &attachment->target->key;
	__u32 id;

	if (bpf_map__lookup_elem(probe->bpf->maps.binaries, key, sizeof(*key), &id, sizeof(id), 0) ||
	    id != attachment->id)
		return;
	bpf_map__delete_elem(probe->bpf->maps.binaries, key, sizeof(*key), 0);
	for (const struct attachment *other = probe->attachments; other; other = other->next) {
		id = other->id;
		if (other != attachment && !other->is_withdrawn && is_same_inode(other->target, attachment->target))
			bpf_map__update_elem(probe->bpf->maps.binaries, key, sizeof(*key), &id, sizeof(id),
					     BPF_NOEXIST);
	}
}

/* The uprobes go before a writer may go on. */
static void withdraw(struct boot_probe *probe, struct attachment *attachment)
{
	attachment__unbind(attachment);
	attachment->is_withdrawn = true;
	unname_binary(probe, attachment);
	write_hold__let_go(&attachment->target->hold);
}

/* Whether there was an attachment whose file a writer waits for, or has written. */
static bool withdraw_written(struct boot_probe *probe, int watch)
{
	bool is_any = false;

	for (struct attachment *attachment = probe->attachments; attachment; attachment = attachment->next) {
		const struct write_hold *hold = &attachment->target->hold;

		if (attachment->is_withdrawn || !(watch < 0 ? write_hold__is_wanted(hold) : hold->watch == watch))
			continue;
		withdraw(probe, attachment);
		is_any = true;
	}
	return is_any;
}

static void on_write(void *context, int watch)
{
	struct boot_probe *probe = context;
	bool is_any;

	pthread_mutex_lock(&probe->attachments_lock);
	is_any = withdraw_written(probe, watch);
	pthread_mutex_unlock(&probe->attachments_lock);
	if (is_any)
		probe->announce(probe->context);
}

unsigned int boot_probe__take_withdrawn(struct boot_probe *probe)
{
	unsigned int id = 0;

	pthread_mutex_lock(&probe->attachments_lock);
	for (struct attachment *attachment = probe->attachments; attachment && !id; attachment = attachment->next) {
		if (!attachment->is_withdrawn || attachment->is_withdrawal_told)
			continue;
		attachment->is_withdrawal_told = true;
		id = attachment->id;
	}
	pthread_mutex_unlock(&probe->attachments_lock);
	return id;
}

static void remove_attachment(struct boot_probe *probe, struct attachment *attachment)
{
	const struct location nowhere = {};

	unname_binary(probe, attachment);
	attachment__unbind(attachment);
	for (unsigned int i = 0; i < attachment->location_count; i++) {
		set_location(probe, attachment->locations[i].index, &nowhere);
		probe->is_location_used[attachment->locations[i].index] = false;
	}
	attachment__free(attachment);
}

static void report_attach_failure(int err, const struct attachment *attachment, struct native_error *error)
{
	const struct target *target = attachment->target;

	if (err == -EPERM || err == -EACCES)
		native_error__set(error, NATIVE_NOT_PERMITTED,
				  "the kernel refused to attach to %s although no capability is missing: lockdown or a "
				  "security module may forbid uprobes (%s)",
				  target->path, libbpf_detail());
	else if (err == -ENOSPC)
		native_error__set(error, NATIVE_FAILED, "cannot attach to %s: more than %d probe locations in one session",
				  target->path, MAX_LOCATIONS);
	else
		native_error__set(error, NATIVE_FAILED, "cannot attach to %s: %s (%s)", target->path, strerror(-err),
				  libbpf_detail());
}

/* Whether nobody can have written the file since it was attached to. What lies below an overlay is not held by a lease. */
static bool is_as_it_was(const struct target *attached, const struct target *now)
{
	return (attached->hold.is_leased && !attached->is_stacked) || attached->times.changed == now->times.changed;
}

/* The attachment to this file as it is now. One to what it was before is withdrawn. */
static const struct attachment *find_attachment(struct boot_probe *probe, const struct target *target)
{
	for (struct attachment *attachment = probe->attachments; attachment; attachment = attachment->next) {
		if (attachment->is_withdrawn || !is_same_file(attachment->target, target) ||
		    strcmp(attachment->target->provider, target->provider))
			continue;
		if (is_as_it_was(attachment->target, target))
			return attachment;
		withdraw(probe, attachment);
		probe->announce(probe->context);
	}
	return NULL;
}

int boot_probe__open_target(struct boot_probe *probe, const char *path, const char *provider, struct target **out,
			    struct native_error *error)
{
	return target__open_ours(path, provider, probe->guard, out, error);
}

static int attach_target(struct boot_probe *probe, struct target *target, const struct attachment **out,
			 struct native_error *error)
{
	struct attachment *attachment;
	int err = 0;

	libbpf_said[0] = '\0';
	*out = find_attachment(probe, target);
	if (*out) {
		target__free(target);
		return 0;
	}
	if (!target->notes->count) {
		native_error__set(error, NATIVE_NO_PROBES,
				  "%s has no probes of provider %s: is it the right program, built with its probes on?",
				  target->path, target->provider);
		target__free(target);
		return -ENOENT;
	}
	attachment = attachment__new(target);
	if (!attachment || probe->last_id == UINT16_MAX) {
		native_error__set(error, NATIVE_FAILED, "cannot attach: out of %s", attachment ? "numbers" : "memory");
		attachment__free(attachment);
		return -ENOMEM;
	}
	attachment->id = ++probe->last_id;
	for (unsigned int i = 0; i < attachment->probe_count && !err; i++) {
		for (unsigned int j = 0; j < attachment->probes[i].locations && !err; j++)
			err = add_location(probe, attachment, i, attachment->probes[i].notes[j]);
	}
	if (!err)
		err = attachment__bind(probe, attachment);
	if (!err)
		err = name_binary(probe, attachment);
	if (err) {
		report_attach_failure(err, attachment, error);
		remove_attachment(probe, attachment);
		return err;
	}
	attachment->next = probe->attachments;
	probe->attachments = attachment;
	*out = attachment;
	return 0;
}

int boot_probe__attach(struct boot_probe *probe, struct target *target, const struct attachment **out,
		       struct native_error *error)
{
	bool is_any;
	int err;

	pthread_mutex_lock(&probe->attachments_lock);
	err = attach_target(probe, target, out, error);
	/* The guard's thread could not see this one while it was made. */
	is_any = !err && withdraw_written(probe, -1);
	pthread_mutex_unlock(&probe->attachments_lock);
	if (is_any)
		probe->announce(probe->context);
	return err;
}

static void detach(struct boot_probe *probe, unsigned int id)
{
	for (struct attachment **at = &probe->attachments; *at; at = &(*at)->next) {
		struct attachment *attachment = *at;

		if (attachment->id != id)
			continue;
		*at = attachment->next;
		remove_attachment(probe, attachment);
		return;
	}
}

void boot_probe__detach(struct boot_probe *probe, unsigned int id)
{
	pthread_mutex_lock(&probe->attachments_lock);
	detach(probe, id);
	pthread_mutex_unlock(&probe->attachments_lock);
}

/* Number of the attachment to the file a process runs, 0 for none. */
static uint16_t attachment_of_file(void *context, uint64_t dev, uint64_t inode)
{
	const struct boot_probe *probe = context;

	for (const struct attachment *attachment = probe->attachments; attachment; attachment = attachment->next) {
		if (attachment->target->stat_inode == inode && attachment->target->stat_dev == dev)
			return attachment->id;
	}
	return 0;
}

static uint16_t root_of_file(void *context, uint64_t dev, uint64_t inode)
{
	const struct boot_probe *probe = context;

	return lineage_roots__find(&probe->roots, dev, inode);
}

int boot_probe__root(struct boot_probe *probe, const char *path, const struct lineage_root **out,
		     struct native_error *error)
{
	return lineage_roots__add(&probe->roots, path, out, error);
}

void boot_probe__unroot(struct boot_probe *probe, unsigned int id)
{
	lineage_roots__remove(&probe->roots, id);
}

int boot_probe__open_window(struct boot_probe *probe, enum window_level level, uint64_t *from, struct native_error *error)
{
	int err = window__set(&probe->window, level, error);

	*from = boot_clock__now();
	return err;
}

void boot_probe__close_window(struct boot_probe *probe)
{
	struct native_error error;

	window__set(&probe->window, WINDOW_CLOSED, &error);
}

int boot_probe__track(struct boot_probe *probe, uint32_t tgid)
{
	const struct process_tree_options options = {
		.map_fd = bpf_map__fd(probe->bpf->maps.processes),
		.followed = &probe->bpf->bss->followed,
		.followed_slots = probe->bpf->bss->followed_slots,
		.runs_begun = &probe->bpf->bss->runs_begun,
		.attachment_of_file = attachment_of_file,
		.root_of_file = root_of_file,
		.context = probe,
	};

	return process_tree__follow(&options, tgid);
}

int boot_probe__stats(struct boot_probe *probe, struct boot_probe_stats *stats)
{
	int cpus = libbpf_num_possible_cpus(), err;
	struct counters *counters;
	__u32 zero = 0;
	int64_t followed;

	if (cpus < 0)
		return cpus;
	counters = calloc((size_t)cpus, sizeof(*counters));
	if (!counters)
		return -ENOMEM;
	memset(stats, 0, sizeof(*stats));
	err = bpf_map__lookup_elem(probe->bpf->maps.counters, &zero, sizeof(zero), counters,
				   (size_t)cpus * sizeof(*counters), 0);
	for (int i = 0; i < cpus && !err; i++) {
		stats->events += counters[i].seq - counters[i].dropped;
		stats->dropped += counters[i].dropped;
	}
	free(counters);
	followed = __atomic_load_n(&probe->bpf->bss->followed, __ATOMIC_RELAXED);
	stats->tracked = followed > 0 ? (uint64_t)followed : 0;
	stats->limited = __atomic_load_n(&probe->bpf->bss->limited, __ATOMIC_RELAXED);
	stats->detail_limited = __atomic_load_n(&probe->bpf->bss->detail_limited, __ATOMIC_RELAXED);
	stats->ring_bytes = batch_reader__ring_bytes(probe->reader);
	stats->pending_bytes = batch_reader__pending_bytes(probe->reader);
	return err;
}

unsigned int boot_probe__next_flood(const struct boot_probe *probe, unsigned int from, struct allowance *out)
{
	while (from < RUNS && !__atomic_load_n(&probe->bpf->bss->runs[from].over, __ATOMIC_RELAXED))
		from++;
	if (from < RUNS)
		*out = probe->bpf->bss->runs[from];
	return from;
}

uint64_t boot_probe__most_pending_bytes(const struct boot_probe *probe)
{
	return batch_reader__most_pending_bytes(probe->reader);
}

struct batch *boot_probe__take(struct boot_probe *probe)
{
	return batch_reader__take(probe->reader);
}

struct batch *boot_probe__take_now(struct boot_probe *probe)
{
	return batch_reader__take_now(probe->reader);
}

void boot_probe__close(struct boot_probe *probe)
{
	struct attachment *attachment;

	if (!probe)
		return;
	/* Its thread looks at the attachments; the holds are let go of as these are freed. */
	write_guard__stop(probe->guard);
	while ((attachment = probe->attachments)) {
		probe->attachments = attachment->next;
		attachment__free(attachment);
	}
	boot_probe__close_window(probe);
	lineage_roots__free(&probe->roots);
	/* The reader looks at the flag in the object's memory: it goes first. */
	batch_reader__close(probe->reader);
	boot_probe_bpf__destroy(probe->bpf);
	write_guard__close(probe->guard);
	pthread_mutex_destroy(&probe->attachments_lock);
	free(probe);
}
