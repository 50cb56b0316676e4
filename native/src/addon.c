/* N-API only. index.js wraps these functions, gives errors their class, and is the documented surface. */
#include <inttypes.h>
#include <node_api.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "boot_clock.h"
#include "boot_probe.h"
#include "foreign_file.h"
#include "kernel_function.h"
#include "lineage_root.h"
#include "service_manager.h"
#include "support.h"

/* Batches handed over before the event loop gets its turn. */
#define BATCHES_A_TURN 4

#define TRY(call)                                                                                                      \
	do {                                                                                                           \
		if ((call) != napi_ok)                                                                                 \
			return throw_last_error(env);                                                                  \
	} while (0)

struct session {
	napi_env env;
	struct boot_probe *probe; /* NULL once closed */
	napi_threadsafe_function news;
	napi_ref on_batch;
	napi_ref on_withdrawn;
	napi_ref self; /* strong while open: an open session is never collected */
};

static const char *const CODES[] = {
	[NATIVE_FAILED] = "failed",
	[NATIVE_NOT_PERMITTED] = "not-permitted",
	[NATIVE_BINARY_NOT_FOUND] = "binary-not-found",
	[NATIVE_BINARY_UNREADABLE] = "binary-unreadable",
	[NATIVE_BINARY_BUSY] = "binary-busy",
	[NATIVE_NOT_AN_EXECUTABLE] = "not-an-executable",
	[NATIVE_NO_PROBES] = "no-probes",
	[NATIVE_KERNEL_UNSUPPORTED] = "kernel-unsupported",
};

static napi_value throw_last_error(napi_env env)
{
	const napi_extended_error_info *info = NULL;
	bool is_pending = false;

	napi_get_last_error_info(env, &info);
	napi_is_exception_pending(env, &is_pending);
	if (!is_pending)
		napi_throw_error(env, "failed", info && info->error_message ? info->error_message : "N-API call failed");
	return NULL;
}

static napi_value throw_native(napi_env env, const struct native_error *error)
{
	napi_throw_error(env, CODES[error->code], error->message);
	return NULL;
}

static bool get_string(napi_env env, napi_value value, char *text, size_t size)
{
	size_t length;

	if (napi_get_value_string_utf8(env, value, NULL, 0, &length) != napi_ok)
		return false;
	if (length >= size) {
		napi_throw_error(env, "failed", "a string is too long");
		return false;
	}
	return napi_get_value_string_utf8(env, value, text, size, &length) == napi_ok;
}

static napi_status set_string(napi_env env, napi_value object, const char *name, const char *text)
{
	napi_value value;
	napi_status status = napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);

	return status == napi_ok ? napi_set_named_property(env, object, name, value) : status;
}

static napi_status set_bigint(napi_env env, napi_value object, const char *name, uint64_t number)
{
	napi_value value;
	napi_status status = napi_create_bigint_uint64(env, number, &value);

	return status == napi_ok ? napi_set_named_property(env, object, name, value) : status;
}

static napi_status set_uint32(napi_env env, napi_value object, const char *name, uint32_t number)
{
	napi_value value;
	napi_status status = napi_create_uint32(env, number, &value);

	return status == napi_ok ? napi_set_named_property(env, object, name, value) : status;
}

static napi_status set_boolean(napi_env env, napi_value object, const char *name, bool is_true)
{
	napi_value value;
	napi_status status = napi_get_boolean(env, is_true, &value);

	return status == napi_ok ? napi_set_named_property(env, object, name, value) : status;
}

/* Appends the arguments of a location whose place is not understood. False when JS refuses. */
static bool add_unreadable(napi_env env, napi_value array, const struct usdt_note *note)
{
	for (int i = 0; i < note->place_count; i++) {
		napi_value object, text;
		const char *argument;
		uint32_t count;
		size_t length;

		if (note->places[i].kind != PLACE_UNKNOWN)
			continue;
		argument = usdt_note__argument(note, i, &length);
		if (napi_create_object(env, &object) != napi_ok ||
		    set_bigint(env, object, "address", note->address) != napi_ok ||
		    set_uint32(env, object, "index", (uint32_t)i) != napi_ok ||
		    napi_create_string_utf8(env, argument, length, &text) != napi_ok ||
		    napi_set_named_property(env, object, "argument", text) != napi_ok ||
		    napi_get_array_length(env, array, &count) != napi_ok ||
		    napi_set_element(env, array, count, object) != napi_ok) {
			throw_last_error(env);
			return false;
		}
	}
	return true;
}

static napi_value note__to_js(napi_env env, const struct usdt_note *note)
{
	napi_value object, unreadable;

	TRY(napi_create_object(env, &object));
	TRY(set_string(env, object, "provider", note->provider));
	TRY(set_string(env, object, "name", note->name));
	TRY(set_bigint(env, object, "address", note->address));
	TRY(set_bigint(env, object, "base", note->base));
	TRY(set_bigint(env, object, "semaphore", note->semaphore));
	TRY(set_string(env, object, "arguments", note->arguments));
	TRY(napi_create_array(env, &unreadable));
	if (!add_unreadable(env, unreadable, note))
		return NULL;
	TRY(napi_set_named_property(env, object, "unreadable", unreadable));
	return object;
}

static napi_value notes__to_js(napi_env env, const struct usdt_notes *notes)
{
	napi_value array;

	TRY(napi_create_array_with_length(env, notes->count, &array));
	for (size_t i = 0; i < notes->count; i++) {
		napi_value note = note__to_js(env, &notes->items[i]);

		if (!note)
			return NULL;
		TRY(napi_set_element(env, array, (uint32_t)i, note));
	}
	return array;
}

/* The only argument is a path: opens it, or throws and gives NULL. */
static struct target *target__from_js(napi_env env, napi_callback_info info)
{
	struct native_error error = {};
	struct target *target;
	napi_value args[1];
	char path[4096];
	size_t argc = 1;

	if (napi_get_cb_info(env, info, &argc, args, NULL, NULL) != napi_ok ||
	    !get_string(env, args[0], path, sizeof(path))) {
		throw_last_error(env);
		return NULL;
	}
	if (target__open(path, NULL, NULL, &target, &error)) {
		throw_native(env, &error);
		return NULL;
	}
	return target;
}

static napi_value read_probe_notes(napi_env env, napi_callback_info info)
{
	struct target *target = target__from_js(env, info);
	napi_value notes;

	if (!target)
		return NULL;
	notes = notes__to_js(env, target->notes);
	target__free(target);
	return notes;
}

static napi_value read_build_id(napi_env env, napi_callback_info info)
{
	struct target *target = target__from_js(env, info);
	napi_value id = NULL;

	if (!target)
		return NULL;
	if (target->build_id[0] &&
	    napi_create_string_utf8(env, target->build_id, NAPI_AUTO_LENGTH, &id) != napi_ok)
		throw_last_error(env);
	target__free(target);
	return id;
}

/* From the first three arguments: a pid, and user and group or undefined. */
static bool foreign_process__from_js(napi_env env, const napi_value *args, struct foreign_process *process)
{
	napi_valuetype type;

	*process = (struct foreign_process){};
	if (napi_get_value_uint32(env, args[0], &process->tgid) != napi_ok ||
	    napi_typeof(env, args[1], &type) != napi_ok)
		return false;
	process->has_owner = type == napi_number;
	return !process->has_owner || (napi_get_value_uint32(env, args[1], &process->uid) == napi_ok &&
				       napi_get_value_uint32(env, args[2], &process->gid) == napi_ok);
}

static napi_value read_foreign_file(napi_env env, napi_callback_info info)
{
	struct foreign_process process;
	napi_value args[5], buffer = NULL;
	char path[4096], *head;
	size_t argc = 5;
	ssize_t bytes;
	uint32_t most;

	TRY(napi_get_cb_info(env, info, &argc, args, NULL, NULL));
	if (!foreign_process__from_js(env, args, &process) || !get_string(env, args[3], path, sizeof(path)))
		return throw_last_error(env);
	TRY(napi_get_value_uint32(env, args[4], &most));
	head = malloc(most);
	bytes = head ? foreign_file__read(&process, path, head, most) : -1;
	if (bytes >= 0 && napi_create_buffer_copy(env, (size_t)bytes, head, NULL, &buffer) != napi_ok)
		throw_last_error(env);
	free(head);
	return buffer;
}

static napi_value foreign_files__to_js(napi_env env, const struct foreign_file *files, int count)
{
	napi_value array, object, head;

	TRY(napi_create_array(env, &array));
	for (int i = 0; i < count; i++) {
		TRY(napi_create_object(env, &object));
		TRY(set_string(env, object, "name", files[i].name));
		TRY(napi_create_buffer_copy(env, files[i].bytes, files[i].head, NULL, &head));
		TRY(napi_set_named_property(env, object, "head", head));
		TRY(napi_set_element(env, array, (uint32_t)i, object));
	}
	return array;
}

static napi_value read_foreign_folder(napi_env env, napi_callback_info info)
{
	char path[4096], prefix[256], suffix[256];
	struct foreign_folder_options options = { .prefix = prefix, .suffix = suffix };
	struct foreign_file files[FOREIGN_FOLDER_FILES];
	struct foreign_process process;
	napi_value args[9], array;
	size_t argc = 9;
	uint32_t most;
	bool is_whole;
	int count;

	TRY(napi_get_cb_info(env, info, &argc, args, NULL, NULL));
	if (!foreign_process__from_js(env, args, &process) || !get_string(env, args[3], path, sizeof(path)) ||
	    !get_string(env, args[4], prefix, sizeof(prefix)) || !get_string(env, args[5], suffix, sizeof(suffix)))
		return throw_last_error(env);
	TRY(napi_get_value_bigint_uint64(env, args[6], &options.changed_since, &is_whole));
	TRY(napi_get_value_bigint_uint64(env, args[7], &options.changed_until, &is_whole));
	TRY(napi_get_value_uint32(env, args[8], &most));
	options.most_bytes = most;
	count = foreign_folder__read(&process, path, &options, files);
	array = foreign_files__to_js(env, files, count);
	foreign_files__free(files, count);
	return array;
}

static napi_value notify_service_manager(napi_env env, napi_callback_info info)
{
	napi_value args[1], is_told;
	size_t argc = 1;
	char state[256];

	TRY(napi_get_cb_info(env, info, &argc, args, NULL, NULL));
	if (!get_string(env, args[0], state, sizeof(state)))
		return throw_last_error(env);
	TRY(napi_get_boolean(env, service_manager__tell(state), &is_told));
	return is_told;
}

static napi_value check_support(napi_env env, napi_callback_info info)
{
	napi_value object, capabilities, args[1];
	struct support support;
	char btf_path[4096], missing[64];
	size_t argc = 1;

	TRY(napi_get_cb_info(env, info, &argc, args, NULL, NULL));
	if (!get_string(env, args[0], btf_path, sizeof(btf_path)))
		return throw_last_error(env);
	support__check(&support, btf_path);
	support__missing_capabilities(&support, missing, sizeof(missing));
	TRY(napi_create_object(env, &object));
	TRY(napi_create_object(env, &capabilities));
	TRY(set_boolean(env, object, "btf", support.has_btf));
	TRY(set_boolean(env, object, "callTracepoints", support.has_call_tracepoints));
	TRY(set_boolean(env, object, "schedulerTracepoints", support.has_scheduler_tracepoints));
	TRY(set_boolean(env, object, "functionNames", support.has_function_names));
	TRY(set_string(env, object, "kernelRelease", support.kernel_release));
	TRY(set_string(env, object, "missingCapabilities", missing));
	TRY(set_boolean(env, capabilities, "bpf", support.has_bpf));
	TRY(set_boolean(env, capabilities, "perfmon", support.has_perfmon));
	TRY(set_boolean(env, capabilities, "sysPtrace", support.has_sys_ptrace));
	TRY(set_boolean(env, capabilities, "sysAdmin", support.has_sys_admin));
	TRY(napi_set_named_property(env, object, "capabilities", capabilities));
	return object;
}

/* Gives one batch to JS, and frees it. An exception of the callback's is left pending. */
static void session__hand_over(struct session *session, struct batch *batch)
{
	napi_env env = session->env;
	napi_value on_batch, undefined, args[2];
	napi_handle_scope scope;

	if (napi_open_handle_scope(env, &scope) != napi_ok) {
		free(batch);
		return;
	}
	if (napi_create_buffer_copy(env, batch->bytes, batch->data, NULL, &args[0]) == napi_ok &&
	    napi_create_uint32(env, batch->events, &args[1]) == napi_ok &&
	    napi_get_undefined(env, &undefined) == napi_ok &&
	    napi_get_reference_value(env, session->on_batch, &on_batch) == napi_ok)
		napi_call_function(env, undefined, on_batch, 2, args, NULL);
	free(batch);
	napi_close_handle_scope(env, scope);
}

static void session__call_withdrawn(struct session *session, unsigned int id)
{
	napi_env env = session->env;
	napi_value on_withdrawn, undefined, arg;
	napi_handle_scope scope;

	if (napi_open_handle_scope(env, &scope) != napi_ok)
		return;
	if (napi_create_uint32(env, id, &arg) == napi_ok && napi_get_undefined(env, &undefined) == napi_ok &&
	    napi_get_reference_value(env, session->on_withdrawn, &on_withdrawn) == napi_ok)
		napi_call_function(env, undefined, on_withdrawn, 1, &arg, NULL);
	napi_close_handle_scope(env, scope);
}

/* What a callback threw is nobody's to catch. */
static void raise_pending(napi_env env)
{
	napi_value thrown;
	bool is_pending;

	if (napi_is_exception_pending(env, &is_pending) == napi_ok && is_pending) {
		napi_get_and_clear_last_exception(env, &thrown);
		napi_fatal_exception(env, thrown);
	}
}

/* Runs on the reader's thread, or the guard's. */
static void session__announce(void *context)
{
	struct session *session = context;

	napi_call_threadsafe_function(session->news, NULL, napi_tsfn_nonblocking);
}

/* Runs on the JS thread, in a turn of its own. Without env the environment is going down. */
static void on_news(napi_env env, napi_value callback, void *context, void *data)
{
	struct session *session = context;
	struct batch *batch;
	unsigned int id;

	(void)callback;
	(void)data;
	while (env && session->probe && (id = boot_probe__take_withdrawn(session->probe))) {
		session__call_withdrawn(session, id);
		raise_pending(env);
	}
	for (int i = 0; env && i < BATCHES_A_TURN && session->probe; i++) {
		batch = boot_probe__take(session->probe);
		if (!batch)
			return;
		session__hand_over(session, batch);
		raise_pending(env);
	}
	if (env && session->probe)
		session__announce(session);
}

/*
 * Safe to call any number of times, also from within on_batch. Also the cleanup hook of the environment (process.exit, a
 * worker's end), where no JS may be run and references go by themselves.
 */
static void session__close(void *context)
{
	struct session *session = context;
	struct boot_probe *probe = session->probe;

	if (!probe)
		return;
	session->probe = NULL;
	boot_probe__close(probe);
	napi_release_threadsafe_function(session->news, napi_tsfn_abort);
}

static void session__finalize(napi_env env, void *data, void *hint)
{
	struct session *session = data;

	(void)hint;
	if (session->probe) {
		session__close(session);
		napi_remove_env_cleanup_hook(env, session__close, session);
	}
	free(session);
}

static bool get_count(napi_env env, napi_value value, uint64_t *count)
{
	int64_t number;

	if (napi_get_value_int64(env, value, &number) != napi_ok)
		return false;
	*count = (uint64_t)number;
	return true;
}

/*
 * (ringBytes, drainMs, idleDrainMs, promptArgs, btfPath, usePerfUprobes, mostAtOnce, mostASecond, mostARun,
 * callShapes, onBatch, onWithdrawn)
 */
static napi_value open_session(napi_env env, napi_callback_info info)
{
	struct boot_probe_options options = { .announce = session__announce };
	struct native_error error = {};
	struct session *session = NULL;
	napi_value args[12], handle, name;
	char btf_path[4096];
	size_t argc = 12, shapes_bytes;
	void *shapes;
	bool is_whole;

	TRY(napi_get_cb_info(env, info, &argc, args, NULL, NULL));
	TRY(napi_get_value_uint32(env, args[0], &options.ring_bytes));
	TRY(napi_get_value_uint32(env, args[1], &options.drain_ms));
	TRY(napi_get_value_uint32(env, args[2], &options.idle_drain_ms));
	TRY(napi_get_value_bigint_uint64(env, args[3], &options.prompt_args, &is_whole));
	if (!get_string(env, args[4], btf_path, sizeof(btf_path)))
		return throw_last_error(env);
	options.btf_path = btf_path;
	TRY(napi_get_value_bool(env, args[5], &options.use_perf_uprobes));
	if (!get_count(env, args[6], &options.most_at_once) || !get_count(env, args[7], &options.most_a_second) ||
	    !get_count(env, args[8], &options.most_a_run))
		return throw_last_error(env);
	TRY(napi_get_buffer_info(env, args[9], &shapes, &shapes_bytes));
	if (shapes_bytes != MAX_CALLS * sizeof(struct call_shape)) {
		napi_throw_error(env, "failed", "calls.js is another version's");
		return NULL;
	}
	options.call_shapes = shapes;

	session = calloc(1, sizeof(*session));
	if (!session) {
		napi_throw_error(env, "failed", "out of memory");
		return NULL;
	}
	session->env = env;
	options.context = session;
	/* From here on the handle's finalizer frees the session. */
	if (napi_create_external(env, session, session__finalize, NULL, &handle) != napi_ok) {
		free(session);
		return throw_last_error(env);
	}
	TRY(napi_create_reference(env, args[10], 1, &session->on_batch));
	TRY(napi_create_reference(env, args[11], 1, &session->on_withdrawn));
	TRY(napi_create_string_utf8(env, "hacotaki session", NAPI_AUTO_LENGTH, &name));
	TRY(napi_create_threadsafe_function(env, NULL, NULL, name, 0, 1, NULL, NULL, session, on_news,
					    &session->news));
	if (boot_probe__open(&options, &session->probe, &error)) {
		napi_release_threadsafe_function(session->news, napi_tsfn_abort);
		napi_delete_reference(env, session->on_batch);
		napi_delete_reference(env, session->on_withdrawn);
		return throw_native(env, &error);
	}
	TRY(napi_create_reference(env, handle, 1, &session->self));
	TRY(napi_add_env_cleanup_hook(env, session__close, session));
	return handle;
}

/* The session of the first argument, which index.js never passes after closing it. */
static struct session *session__from_js(napi_env env, napi_callback_info info, napi_value *args, size_t argc)
{
	struct session *session = NULL;

	if (napi_get_cb_info(env, info, &argc, args, NULL, NULL) != napi_ok ||
	    napi_get_value_external(env, args[0], (void **)&session) != napi_ok || !session->probe) {
		throw_last_error(env);
		return NULL;
	}
	return session;
}

/* Asks the callback, where there is one, which arguments of each location are strings. */
static bool choose_strings(napi_env env, napi_value choose, struct target *target)
{
	napi_value undefined, note, mask;
	napi_valuetype type;

	if (napi_typeof(env, choose, &type) != napi_ok)
		return false;
	if (type != napi_function)
		return true;
	if (napi_get_undefined(env, &undefined) != napi_ok)
		return false;
	for (size_t i = 0; i < target->notes->count; i++) {
		note = note__to_js(env, &target->notes->items[i]);
		if (!note || napi_call_function(env, undefined, choose, 1, &note, &mask) != napi_ok ||
		    napi_get_value_uint32(env, mask, &target->notes->items[i].string_mask) != napi_ok)
			return false;
	}
	return true;
}

static napi_value attached_probe__to_js(napi_env env, const struct attachment *attachment, uint32_t index)
{
	const struct attached_probe *probe = &attachment->probes[index];
	napi_value object, arguments, unreadable, text;

	TRY(napi_create_object(env, &object));
	TRY(set_uint32(env, object, "id", index));
	TRY(set_string(env, object, "provider", attachment->target->provider));
	TRY(set_string(env, object, "name", probe->name));
	TRY(set_uint32(env, object, "locations", probe->locations));
	TRY(napi_create_array_with_length(env, probe->locations, &arguments));
	for (uint32_t i = 0; i < probe->locations; i++) {
		TRY(napi_create_string_utf8(env, probe->notes[i]->arguments, NAPI_AUTO_LENGTH, &text));
		TRY(napi_set_element(env, arguments, i, text));
	}
	TRY(napi_set_named_property(env, object, "arguments", arguments));
	TRY(napi_create_array(env, &unreadable));
	for (uint32_t i = 0; i < probe->locations; i++) {
		if (!add_unreadable(env, unreadable, probe->notes[i]))
			return NULL;
	}
	TRY(napi_set_named_property(env, object, "unreadable", unreadable));
	return object;
}

static napi_value attachment__to_js(napi_env env, const struct attachment *attachment)
{
	const struct target *target = attachment->target;
	napi_value object, probes, probe;

	TRY(napi_create_object(env, &object));
	TRY(set_uint32(env, object, "id", attachment->id));
	TRY(set_string(env, object, "path", target->path));
	TRY(set_bigint(env, object, "dev", target->dev));
	TRY(set_bigint(env, object, "inode", target->inode));
	if (target->build_id[0])
		TRY(set_string(env, object, "buildId", target->build_id));
	TRY(napi_create_array_with_length(env, attachment->probe_count, &probes));
	for (uint32_t i = 0; i < attachment->probe_count; i++) {
		probe = attached_probe__to_js(env, attachment, i);
		if (!probe)
			return NULL;
		TRY(napi_set_element(env, probes, i, probe));
	}
	TRY(napi_set_named_property(env, object, "probes", probes));
	return object;
}

static napi_value attach(napi_env env, napi_callback_info info)
{
	char path[4096], provider[256];
	const struct attachment *attachment;
	struct native_error error = {};
	struct session *session;
	struct target *target;
	napi_value args[4];

	session = session__from_js(env, info, args, 4);
	if (!session || !get_string(env, args[1], path, sizeof(path)) ||
	    !get_string(env, args[2], provider, sizeof(provider)))
		return throw_last_error(env);
	if (boot_probe__open_target(session->probe, path, provider, &target, &error))
		return throw_native(env, &error);
	if (!choose_strings(env, args[3], target) || !session->probe) {
		target__free(target);
		return throw_last_error(env);
	}
	if (boot_probe__attach(session->probe, target, &attachment, &error))
		return throw_native(env, &error);
	return attachment__to_js(env, attachment);
}

/* (session, id) */
static napi_value with_id(napi_env env, napi_callback_info info, void (*act)(struct boot_probe *, unsigned int))
{
	struct session *session;
	napi_value args[2];
	uint32_t id;

	session = session__from_js(env, info, args, 2);
	if (!session)
		return NULL;
	TRY(napi_get_value_uint32(env, args[1], &id));
	act(session->probe, id);
	return NULL;
}

static napi_value detach(napi_env env, napi_callback_info info)
{
	return with_id(env, info, boot_probe__detach);
}

static napi_value root(napi_env env, napi_callback_info info)
{
	const struct lineage_root *added;
	struct native_error error = {};
	struct session *session;
	napi_value args[2], object;
	char path[4096];

	session = session__from_js(env, info, args, 2);
	if (!session || !get_string(env, args[1], path, sizeof(path)))
		return throw_last_error(env);
	if (boot_probe__root(session->probe, path, &added, &error))
		return throw_native(env, &error);
	TRY(napi_create_object(env, &object));
	TRY(set_uint32(env, object, "id", added->id));
	TRY(set_string(env, object, "path", added->target->path));
	TRY(set_bigint(env, object, "dev", added->target->dev));
	TRY(set_bigint(env, object, "inode", added->target->inode));
	return object;
}

static napi_value unroot(napi_env env, napi_callback_info info)
{
	return with_id(env, info, boot_probe__unroot);
}

static napi_value kernel_function(napi_env env, napi_callback_info info)
{
	napi_value args[1], text = NULL;
	const char *name;
	uint64_t address;
	size_t argc = 1;
	bool is_whole;

	TRY(napi_get_cb_info(env, info, &argc, args, NULL, NULL));
	TRY(napi_get_value_bigint_uint64(env, args[0], &address, &is_whole));
	name = kernel_function__name(address);
	if (name)
		TRY(napi_create_string_utf8(env, name, NAPI_AUTO_LENGTH, &text));
	return text;
}

/* (session, isFull) */
static napi_value open_window(napi_env env, napi_callback_info info)
{
	struct native_error error = {};
	struct session *session;
	napi_value args[2], value;
	uint64_t from;
	bool is_full;

	session = session__from_js(env, info, args, 2);
	if (!session)
		return NULL;
	TRY(napi_get_value_bool(env, args[1], &is_full));
	if (is_full)
		kernel_functions__prepare();
	if (boot_probe__open_window(session->probe, is_full ? WINDOW_FULL : WINDOW_CALLS, &from, &error))
		return throw_native(env, &error);
	TRY(napi_create_bigint_uint64(env, from, &value));
	return value;
}

static napi_value close_window(napi_env env, napi_callback_info info)
{
	struct session *session;
	napi_value args[1];

	session = session__from_js(env, info, args, 1);
	if (session)
		boot_probe__close_window(session->probe);
	return NULL;
}

static napi_value track(napi_env env, napi_callback_info info)
{
	struct session *session;
	napi_value args[2], is_alive;
	uint32_t tgid;
	int result;

	session = session__from_js(env, info, args, 2);
	if (!session)
		return NULL;
	TRY(napi_get_value_uint32(env, args[1], &tgid));
	result = boot_probe__track(session->probe, tgid);
	if (result < 0) {
		napi_throw_error(env, "failed", strerror(-result));
		return NULL;
	}
	TRY(napi_get_boolean(env, result == 1, &is_alive));
	return is_alive;
}

static napi_value stats(napi_env env, napi_callback_info info)
{
	struct boot_probe_stats stats;
	struct session *session;
	napi_value args[1], object;
	int err;

	session = session__from_js(env, info, args, 1);
	if (!session)
		return NULL;
	err = boot_probe__stats(session->probe, &stats);
	if (err) {
		napi_throw_error(env, "failed", strerror(-err));
		return NULL;
	}
	TRY(napi_create_object(env, &object));
	TRY(set_bigint(env, object, "events", stats.events));
	TRY(set_bigint(env, object, "dropped", stats.dropped));
	TRY(set_bigint(env, object, "limited", stats.limited));
	TRY(set_bigint(env, object, "detailLimited", stats.detail_limited));
	TRY(set_uint32(env, object, "tracked", (uint32_t)stats.tracked));
	TRY(set_uint32(env, object, "ringBytes", (uint32_t)stats.ring_bytes));
	TRY(set_uint32(env, object, "pendingBytes", (uint32_t)stats.pending_bytes));
	return object;
}

static napi_value floods(napi_env env, napi_callback_info info)
{
	struct allowance allowance;
	struct session *session;
	napi_value args[1], array, object;
	uint32_t count = 0;

	session = session__from_js(env, info, args, 1);
	if (!session)
		return NULL;
	TRY(napi_create_array(env, &array));
	for (unsigned int run = 0; (run = boot_probe__next_flood(session->probe, run, &allowance)) < RUNS; run++) {
		TRY(napi_create_object(env, &object));
		TRY(set_uint32(env, object, "run", run));
		TRY(set_uint32(env, object, "tgid", allowance.tgid));
		TRY(set_bigint(env, object, "startAt", allowance.start_at));
		TRY(set_uint32(env, object, "uid", allowance.uid));
		TRY(set_bigint(env, object, "count", allowance.over));
		TRY(napi_set_element(env, array, count++, object));
	}
	return array;
}

/*
 * (session, mostBatches) Ends when nothing is pending, or, should events come faster than they are handed over, after
 * as much as could be, or as was wanted at most. Gives CLOCK_BOOTTIME at its start where nothing older is pending.
 */
static napi_value flush(napi_env env, napi_callback_info info)
{
	struct session *session;
	struct batch *batch;
	bool is_pending = false, is_whole = false;
	uint64_t bytes = 0, most;
	uint32_t most_batches, batches = 0;
	napi_value args[2], reached;
	uint64_t start;

	session = session__from_js(env, info, args, 2);
	if (!session)
		return NULL;
	TRY(napi_get_value_uint32(env, args[1], &most_batches));
	start = boot_clock__now();
	most = boot_probe__most_pending_bytes(session->probe);
	while (session->probe && !is_pending && !is_whole && batches < most_batches) {
		batch = boot_probe__take_now(session->probe);
		if (!batch) {
			is_whole = true;
			break;
		}
		bytes += batch->bytes;
		batches++;
		session__hand_over(session, batch);
		napi_is_exception_pending(env, &is_pending);
		is_whole = bytes >= most;
	}
	if (!is_whole || is_pending)
		return NULL;
	TRY(napi_create_bigint_uint64(env, start, &reached));
	return reached;
}

static napi_value close_session(napi_env env, napi_callback_info info)
{
	struct session *session;
	napi_value args[1];

	session = session__from_js(env, info, args, 1);
	if (!session)
		return NULL;
	session__close(session);
	TRY(napi_remove_env_cleanup_hook(env, session__close, session));
	TRY(napi_delete_reference(env, session->on_batch));
	TRY(napi_delete_reference(env, session->on_withdrawn));
	TRY(napi_delete_reference(env, session->self));
	return NULL;
}

NAPI_MODULE_INIT()
{
	const napi_property_descriptor functions[] = {
		{ .utf8name = "readProbeNotes", .method = read_probe_notes, .attributes = napi_enumerable },
		{ .utf8name = "readBuildId", .method = read_build_id, .attributes = napi_enumerable },
		{ .utf8name = "readForeignFile", .method = read_foreign_file, .attributes = napi_enumerable },
		{ .utf8name = "readForeignFolder", .method = read_foreign_folder, .attributes = napi_enumerable },
		{ .utf8name = "notifyServiceManager", .method = notify_service_manager, .attributes = napi_enumerable },
		{ .utf8name = "checkSupport", .method = check_support, .attributes = napi_enumerable },
		{ .utf8name = "open", .method = open_session, .attributes = napi_enumerable },
		{ .utf8name = "attach", .method = attach, .attributes = napi_enumerable },
		{ .utf8name = "detach", .method = detach, .attributes = napi_enumerable },
		{ .utf8name = "root", .method = root, .attributes = napi_enumerable },
		{ .utf8name = "unroot", .method = unroot, .attributes = napi_enumerable },
		{ .utf8name = "kernelFunction", .method = kernel_function, .attributes = napi_enumerable },
		{ .utf8name = "openWindow", .method = open_window, .attributes = napi_enumerable },
		{ .utf8name = "closeWindow", .method = close_window, .attributes = napi_enumerable },
		{ .utf8name = "track", .method = track, .attributes = napi_enumerable },
		{ .utf8name = "stats", .method = stats, .attributes = napi_enumerable },
		{ .utf8name = "floods", .method = floods, .attributes = napi_enumerable },
		{ .utf8name = "flush", .method = flush, .attributes = napi_enumerable },
		{ .utf8name = "close", .method = close_session, .attributes = napi_enumerable },
	};

	TRY(napi_define_properties(env, exports, sizeof(functions) / sizeof(*functions), functions));
	return exports;
}
