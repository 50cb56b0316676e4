#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include "batch_reader.h"
#include "begun_calls.h"
#include "event.h"

/* About 1,700 phase events: a few milliseconds of work for whoever takes it. */
#define BATCH_BYTES (256U << 10)
#define MAX_WAITING 32
/* How long after the last event the reader goes on looking every drain_ms before it sleeps. */
#define LINGER_NS 100000000LL
/* Prompt events that wake the reader in drain_ms. */
#define PROMPT_WAKES 4

struct batch_reader {
	struct batch_reader_options options;
	struct ring_buffer *ring;
	const unsigned long *consumer; /* the ring's own positions, mapped once more */
	const unsigned long *producer;
	size_t page_bytes;
	uint64_t ring_bytes;
	int stop_fd;
	int wakes_fd; /* epoll: readable when stopped, and once for each time the kernel side woke the reader */
	bool has_thread;
	pthread_t thread;

	pthread_mutex_t ring_lock; /* who reads the ring; taken before queue_lock */
	struct batch *filling;
	struct begun_calls begun; /* of what is being filled */

	pthread_mutex_t queue_lock;
	struct batch *first, *last;
	unsigned int waiting;
	uint64_t waiting_bytes;
	bool is_announced;
};

static void queue__push(struct batch_reader *reader, struct batch *batch)
{
	pthread_mutex_lock(&reader->queue_lock);
	if (reader->last)
		reader->last->next = batch;
	else
		reader->first = batch;
	reader->last = batch;
	reader->waiting++;
	reader->waiting_bytes += batch->bytes;
	pthread_mutex_unlock(&reader->queue_lock);
}

static struct batch *queue__pop(struct batch_reader *reader)
{
	struct batch *batch;

	pthread_mutex_lock(&reader->queue_lock);
	batch = reader->first;
	if (batch) {
		reader->first = batch->next;
		if (!reader->first)
			reader->last = NULL;
		reader->waiting--;
		reader->waiting_bytes -= batch->bytes;
	} else {
		reader->is_announced = false;
	}
	pthread_mutex_unlock(&reader->queue_lock);
	return batch;
}

static bool queue__is_full(struct batch_reader *reader)
{
	bool is_full;

	pthread_mutex_lock(&reader->queue_lock);
	is_full = reader->waiting >= MAX_WAITING;
	pthread_mutex_unlock(&reader->queue_lock);
	return is_full;
}

static bool reader__has_room(struct batch_reader *reader)
{
	if (reader->filling && BATCH_BYTES - reader->filling->bytes >= EVENT_MAX_BYTES)
		return true;
	if (reader->filling) {
		queue__push(reader, reader->filling);
		reader->filling = NULL;
	}
	if (queue__is_full(reader))
		return false;
	reader->filling = malloc(sizeof(struct batch) + BATCH_BYTES);
	if (!reader->filling)
		return false;
	memset(reader->filling, 0, sizeof(struct batch));
	memset(&reader->begun, 0, sizeof(reader->begun));
	return true;
}

/* libbpf counts an event as consumed even when this returns an error, so it is stored first. */
static int on_event(void *context, void *data, size_t bytes)
{
	struct batch_reader *reader = context;
	struct batch *batch = reader->filling;
	const struct event *event = data;
	size_t size = event->size < bytes ? event->size : bytes, aligned = (size + 7) & ~(size_t)7;

	memcpy(batch->data + batch->bytes, data, size);
	memset(batch->data + batch->bytes + size, 0, aligned - size);
	if (!begun_calls__note(&reader->begun, batch->data, batch->bytes))
		batch->events++;
	batch->bytes += (uint32_t)aligned;
	return reader__has_room(reader) ? 0 : -EAGAIN;
}

/* Reads the ring until it is empty or there is no room; returns whether anything was read. Needs ring_lock. */
static bool reader__drain(struct batch_reader *reader)
{
	bool has_read;

	if (!reader__has_room(reader))
		return false;
	ring_buffer__consume(reader->ring);
	has_read = !reader->filling || reader->filling->events > 0;
	if (reader->filling && reader->filling->events) {
		queue__push(reader, reader->filling);
		reader->filling = NULL;
	}
	return has_read;
}

static void reader__announce(struct batch_reader *reader)
{
	bool is_news;

	pthread_mutex_lock(&reader->queue_lock);
	is_news = reader->first && !reader->is_announced;
	if (is_news)
		reader->is_announced = true;
	pthread_mutex_unlock(&reader->queue_lock);
	if (is_news)
		reader->options.announce(reader->options.context);
}

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static uint64_t reader__ring_pending(const struct batch_reader *reader)
{
	unsigned long consumed = __atomic_load_n(reader->consumer, __ATOMIC_ACQUIRE);

	return __atomic_load_n(reader->producer, __ATOMIC_ACQUIRE) - consumed;
}

/* Until the next look is due, or a prompt event comes. Whether the reader is to end. */
static bool reader__rest(const struct batch_reader *reader)
{
	struct epoll_event events[2];
	int count = epoll_wait(reader->wakes_fd, events, 2, (int)reader->options.drain_ms);

	for (int i = 0; i < count; i++)
		if (events[i].data.fd == reader->stop_fd)
			return true;
	return false;
}

/* Until an event comes, whichever. Whether the reader is to end. */
static bool reader__sleep(const struct batch_reader *reader)
{
	struct pollfd fds[2] = {
		{ .fd = reader->stop_fd, .events = POLLIN },
		/* Not epoll: that hears of wake-ups only, poll(2) looks at the ring itself. */
		{ .fd = reader->options.ring_fd, .events = POLLIN },
	};

	/* Before poll(2) looks at the ring's positions; see reader_asleep in boot_probe.bpf.c. */
	__atomic_store_n(reader->options.asleep, 1, __ATOMIC_SEQ_CST);
	poll(fds, 2, (int)reader->options.idle_drain_ms);
	__atomic_store_n(reader->options.asleep, 0, __ATOMIC_SEQ_CST);
	return fds[0].revents != 0;
}

static void *reader__run(void *argument)
{
	struct batch_reader *reader = argument;
	int64_t last_event = now_ns(), last_grant = INT64_MIN / 2;
	bool is_stopped = false;

	while (!is_stopped) {
		bool has_read;
		int64_t now;

		pthread_mutex_lock(&reader->ring_lock);
		has_read = reader__drain(reader);
		pthread_mutex_unlock(&reader->ring_lock);
		reader__announce(reader);
		now = now_ns();
		if (has_read || reader__ring_pending(reader))
			last_event = now;
		if (now - last_event >= LINGER_NS) {
			is_stopped = reader__sleep(reader);
			continue;
		}
		if (now - last_grant >= reader->options.drain_ms * 1000000LL) {
			last_grant = now;
			__atomic_store_n(reader->options.prompt_wakes, PROMPT_WAKES, __ATOMIC_RELAXED);
		}
		is_stopped = reader__rest(reader);
	}
	return NULL;
}

/* The ring edge-triggered: events that nobody has to be woken for do not make it ready again. */
static int reader__open_wakes(struct batch_reader *reader)
{
	struct epoll_event stop = { .events = EPOLLIN, .data.fd = reader->stop_fd };
	struct epoll_event ring = { .events = EPOLLIN | EPOLLET, .data.fd = reader->options.ring_fd };

	reader->wakes_fd = epoll_create1(EPOLL_CLOEXEC);
	if (reader->wakes_fd < 0 || epoll_ctl(reader->wakes_fd, EPOLL_CTL_ADD, reader->stop_fd, &stop) ||
	    epoll_ctl(reader->wakes_fd, EPOLL_CTL_ADD, reader->options.ring_fd, &ring))
		return -errno;
	return 0;
}

/* libbpf of this age does not tell how full a ring is. */
static int reader__map_positions(struct batch_reader *reader)
{
	struct bpf_map_info info = {};
	__u32 info_bytes = sizeof(info);
	void *pages;

	if (bpf_obj_get_info_by_fd(reader->options.ring_fd, &info, &info_bytes))
		return -errno;
	reader->ring_bytes = info.max_entries;
	reader->page_bytes = (size_t)sysconf(_SC_PAGESIZE);
	pages = mmap(NULL, 2 * reader->page_bytes, PROT_READ, MAP_SHARED, reader->options.ring_fd, 0);
	if (pages == MAP_FAILED)
		return -errno;
	reader->consumer = pages;
	reader->producer = (const unsigned long *)((const char *)pages + reader->page_bytes);
	return 0;
}

static int reader__start(struct batch_reader *reader)
{
	sigset_t all, before;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = pthread_create(&reader->thread, NULL, reader__run, reader);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	reader->has_thread = !err;
	if (reader->has_thread)
		pthread_setname_np(reader->thread, "hacotaki-ring");
	return -err;
}

int batch_reader__open(const struct batch_reader_options *options, struct batch_reader **out)
{
	struct batch_reader *reader = calloc(1, sizeof(*reader));
	int err;

	if (!reader)
		return -ENOMEM;
	reader->options = *options;
	pthread_mutex_init(&reader->ring_lock, NULL);
	pthread_mutex_init(&reader->queue_lock, NULL);
	reader->wakes_fd = -1;
	reader->stop_fd = eventfd(0, EFD_CLOEXEC);
	if (reader->stop_fd < 0) {
		err = -errno;
		goto cleanup;
	}
	err = reader__open_wakes(reader);
	if (err)
		goto cleanup;
	reader->ring = ring_buffer__new(options->ring_fd, on_event, reader, NULL);
	if (!reader->ring) {
		err = -errno;
		goto cleanup;
	}
	err = reader__map_positions(reader);
	if (err)
		goto cleanup;
	err = reader__start(reader);
	if (err)
		goto cleanup;
	*out = reader;
	return 0;
cleanup:
	batch_reader__close(reader);
	return err;
}

struct batch *batch_reader__take(struct batch_reader *reader)
{
	return queue__pop(reader);
}

struct batch *batch_reader__take_now(struct batch_reader *reader)
{
	struct batch *batch = queue__pop(reader);

	if (batch)
		return batch;
	pthread_mutex_lock(&reader->ring_lock);
	reader__drain(reader);
	pthread_mutex_unlock(&reader->ring_lock);
	return queue__pop(reader);
}

uint64_t batch_reader__pending_bytes(struct batch_reader *reader)
{
	uint64_t waiting;

	pthread_mutex_lock(&reader->queue_lock);
	waiting = reader->waiting_bytes;
	pthread_mutex_unlock(&reader->queue_lock);
	return waiting + reader__ring_pending(reader);
}

/* The queue, and the batches that the thread and the caller may just be filling. */
uint64_t batch_reader__most_pending_bytes(const struct batch_reader *reader)
{
	return reader->ring_bytes + (MAX_WAITING + 2ULL) * BATCH_BYTES;
}

uint64_t batch_reader__ring_bytes(const struct batch_reader *reader)
{
	return reader->ring_bytes;
}

void batch_reader__close(struct batch_reader *reader)
{
	struct batch *batch;

	if (!reader)
		return;
	if (reader->has_thread) {
		eventfd_write(reader->stop_fd, 1);
		pthread_join(reader->thread, NULL);
	}
	while ((batch = queue__pop(reader)))
		free(batch);
	free(reader->filling);
	ring_buffer__free(reader->ring);
	if (reader->consumer)
		munmap((void *)reader->consumer, 2 * reader->page_bytes);
	if (reader->wakes_fd >= 0)
		close(reader->wakes_fd);
	if (reader->stop_fd >= 0)
		close(reader->stop_fd);
	pthread_mutex_destroy(&reader->ring_lock);
	pthread_mutex_destroy(&reader->queue_lock);
	free(reader);
}
