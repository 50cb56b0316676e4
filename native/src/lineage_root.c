#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "event.h"
#include "lineage_root.h"

static void root__free(struct lineage_root *root)
{
	target__free(root->target);
	free(root);
}

static const struct lineage_root *roots__same(const struct lineage_roots *roots, const struct binary_key *key)
{
	for (const struct lineage_root *root = roots->first; root; root = root->next) {
		if (root->target->key.inode == key->inode && root->target->key.dev == key->dev)
			return root;
	}
	return NULL;
}

int lineage_roots__add(struct lineage_roots *roots, const char *path, const struct lineage_root **out,
		       struct native_error *error)
{
	struct lineage_root *root;
	struct target *target;
	__u32 id;
	/* Unguarded: nothing is put into the file, so whoever writes it does no harm. */
	int err = target__open_ours(path, NULL, NULL, &target, error);

	if (err)
		return err;
	*out = roots__same(roots, &target->key);
	if (*out) {
		target__free(target);
		return 0;
	}
	root = roots->last_id < UINT16_MAX ? calloc(1, sizeof(*root)) : NULL;
	if (!root) {
		target__free(target);
		native_error__set(error, NATIVE_FAILED, "cannot follow %s: out of memory or numbers", path);
		return -ENOMEM;
	}
	root->target = target;
	root->id = ++roots->last_id;
	id = root->id;
	err = bpf_map_update_elem(roots->map_fd, &target->key, &id, BPF_ANY);
	if (err) {
		native_error__set(error, NATIVE_FAILED, "cannot follow %s: %s (at most %d roots in one session)", path,
				  strerror(-err), MAX_ROOTS);
		root__free(root);
		return err;
	}
	root->next = roots->first;
	roots->first = root;
	*out = root;
	return 0;
}

void lineage_roots__remove(struct lineage_roots *roots, unsigned int id)
{
	for (struct lineage_root **at = &roots->first; *at; at = &(*at)->next) {
		struct lineage_root *root = *at;

		if (root->id != id)
			continue;
		*at = root->next;
		bpf_map_delete_elem(roots->map_fd, &root->target->key);
		root__free(root);
		return;
	}
}

uint16_t lineage_roots__find(const struct lineage_roots *roots, uint64_t stat_dev, uint64_t stat_inode)
{
	for (const struct lineage_root *root = roots->first; root; root = root->next) {
		if (root->target->stat_inode == stat_inode && root->target->stat_dev == stat_dev)
			return root->id;
	}
	return 0;
}

void lineage_roots__free(struct lineage_roots *roots)
{
	struct lineage_root *root;

	while ((root = roots->first)) {
		roots->first = root->next;
		root__free(root);
	}
}
