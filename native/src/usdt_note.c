#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "usdt_note.h"

/* Far above any real executable; keeps a damaged one from asking for all memory. */
#define MAX_SECTION_BYTES (64UL << 20)
#define STAPSDT_TYPE 3

struct elf {
	int fd;
	Elf64_Ehdr header;
	Elf64_Shdr *sections;
	Elf64_Phdr *segments;
	char *names;
	size_t names_bytes;
};

/* Read with pread and not mapped: a file cut short meanwhile is then an error, not a SIGBUS. */
static int read_exactly(int fd, void *to, size_t bytes, uint64_t offset)
{
	size_t done = 0;

	while (done < bytes) {
		ssize_t got = pread(fd, (char *)to + done, bytes - done, (off_t)(offset + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return errno == EINVAL || errno == EOVERFLOW ? -ENOEXEC : -errno;
		if (got == 0)
			return -ENOEXEC;
		done += (size_t)got;
	}
	return 0;
}

/* One byte more than asked for is allocated, and is 0: text read this way always ends. */
static int read_alloc(int fd, void **out, size_t bytes, uint64_t offset)
{
	int err;
	char *data;

	if (bytes > MAX_SECTION_BYTES)
		return -ENOEXEC;
	data = malloc(bytes + 1);
	if (!data)
		return -ENOMEM;
	err = read_exactly(fd, data, bytes, offset);
	if (err) {
		free(data);
		return err;
	}
	data[bytes] = '\0';
	*out = data;
	return 0;
}

static void elf__close(struct elf *elf)
{
	free(elf->sections);
	free(elf->segments);
	free(elf->names);
}

/* On failure there is nothing to close. */
static int elf__open(int fd, struct elf *elf)
{
	const unsigned char *ident = elf->header.e_ident;
	const Elf64_Shdr *names;
	int err;

	memset(elf, 0, sizeof(*elf));
	elf->fd = fd;
	err = read_exactly(fd, &elf->header, sizeof(elf->header), 0);
	if (err)
		return err;
	if (memcmp(ident, ELFMAG, SELFMAG) || ident[EI_CLASS] != ELFCLASS64 || ident[EI_DATA] != ELFDATA2LSB ||
	    elf->header.e_machine != EM_X86_64 || elf->header.e_phentsize != sizeof(Elf64_Phdr) ||
	    (elf->header.e_type != ET_EXEC && elf->header.e_type != ET_DYN))
		return -ENOEXEC;
	err = read_alloc(fd, (void **)&elf->segments, elf->header.e_phnum * sizeof(Elf64_Phdr), elf->header.e_phoff);
	if (err)
		goto cleanup;
	if (!elf->header.e_shnum || elf->header.e_shentsize != sizeof(Elf64_Shdr) ||
	    elf->header.e_shstrndx >= elf->header.e_shnum) {
		elf->header.e_shnum = 0; /* stripped of its section table: runs, but shows no probes */
		return 0;
	}
	err = read_alloc(fd, (void **)&elf->sections, elf->header.e_shnum * sizeof(Elf64_Shdr), elf->header.e_shoff);
	if (err)
		goto cleanup;
	names = &elf->sections[elf->header.e_shstrndx];
	err = read_alloc(fd, (void **)&elf->names, names->sh_size, names->sh_offset);
	if (err)
		goto cleanup;
	elf->names_bytes = names->sh_size;
	return 0;
cleanup:
	elf__close(elf);
	return err;
}

static const Elf64_Shdr *elf__find_section(const struct elf *elf, const char *name)
{
	for (size_t i = 0; i < elf->header.e_shnum; i++) {
		const Elf64_Shdr *section = &elf->sections[i];

		if (section->sh_name < elf->names_bytes && !strcmp(elf->names + section->sh_name, name))
			return section;
	}
	return NULL;
}

/* Where a virtual address lies in the file, 0 when it does not. */
static uint64_t elf__offset_of(const struct elf *elf, uint64_t address)
{
	for (size_t i = 0; i < elf->header.e_phnum; i++) {
		const Elf64_Phdr *segment = &elf->segments[i];

		if (segment->p_type == PT_LOAD && address >= segment->p_vaddr &&
		    address - segment->p_vaddr < segment->p_filesz)
			return address - segment->p_vaddr + segment->p_offset;
	}
	return 0;
}

struct note {
	const char *name;
	size_t name_bytes;
	const char *desc;
	size_t desc_bytes;
	uint32_t type;
};

/* Advances through the notes of a section; false at its end or where it stops making sense. */
static bool note__next(const char *data, size_t bytes, size_t *at, struct note *note)
{
	Elf64_Nhdr header;
	size_t name_at, desc_at, end;

	if (*at > bytes || bytes - *at < sizeof(header))
		return false;
	memcpy(&header, data + *at, sizeof(header));
	name_at = *at + sizeof(header);
	desc_at = name_at + ((header.n_namesz + 3UL) & ~3UL);
	end = desc_at + header.n_descsz;
	if (end > bytes)
		return false;
	*note = (struct note){
		.name = data + name_at,
		.name_bytes = header.n_namesz,
		.desc = data + desc_at,
		.desc_bytes = header.n_descsz,
		.type = header.n_type,
	};
	*at = desc_at + ((header.n_descsz + 3UL) & ~3UL);
	return true;
}

static bool note__is(const struct note *note, const char *name, uint32_t type)
{
	return note->type == type && note->name_bytes == strlen(name) + 1 && !memcmp(note->name, name, note->name_bytes);
}

/* The terminated string at *text, which is moved behind it; NULL when it does not end in time. */
static const char *take_string(const char **text, const char *end)
{
	const char *start = *text, *nul = memchr(start, '\0', (size_t)(end - start));

	if (!nul)
		return NULL;
	*text = nul + 1;
	return start;
}

static bool usdt_note__parse(struct usdt_note *out, const struct note *note, const struct elf *elf,
			     const Elf64_Shdr *base)
{
	const char *text = note->desc + 3 * sizeof(uint64_t), *end = note->desc + note->desc_bytes;
	uint64_t numbers[3], shift;

	if (note->desc_bytes < sizeof(numbers))
		return false;
	memcpy(numbers, note->desc, sizeof(numbers));
	out->provider = take_string(&text, end);
	out->name = out->provider ? take_string(&text, end) : NULL;
	out->arguments = out->name ? take_string(&text, end) : NULL;
	if (!out->arguments)
		return false;
	/* Prelink moves code but not notes; .stapsdt.base moves along and tells by how much. */
	shift = base ? base->sh_addr - numbers[1] : 0;
	out->address = numbers[0] + shift;
	out->base = numbers[1];
	out->semaphore = numbers[2] ? numbers[2] + shift : 0;
	out->offset = elf__offset_of(elf, out->address);
	out->semaphore_offset = out->semaphore ? elf__offset_of(elf, out->semaphore) : 0;
	out->string_mask = 0;
	return out->offset != 0;
}

int usdt_notes__read(int fd, struct usdt_notes **out)
{
	const Elf64_Shdr *section, *base;
	struct usdt_notes *notes;
	struct elf elf;
	struct note note;
	size_t at = 0, room = 0;
	int err;

	err = elf__open(fd, &elf);
	if (err)
		return err;
	notes = calloc(1, sizeof(*notes));
	if (!notes) {
		err = -ENOMEM;
		goto cleanup;
	}
	section = elf__find_section(&elf, ".note.stapsdt");
	base = elf__find_section(&elf, ".stapsdt.base");
	if (section && section->sh_type == SHT_NOTE) {
		err = read_alloc(fd, (void **)&notes->text, section->sh_size, section->sh_offset);
		if (err)
			goto cleanup;
		while (note__next(notes->text, section->sh_size, &at, &note)) {
			if (!note__is(&note, "stapsdt", STAPSDT_TYPE))
				continue;
			if (notes->count == room) {
				struct usdt_note *more;

				room = room ? room * 2 : 16;
				more = realloc(notes->items, room * sizeof(*more));
				if (!more) {
					err = -ENOMEM;
					goto cleanup;
				}
				notes->items = more;
			}
			if (usdt_note__parse(&notes->items[notes->count], &note, &elf, base))
				notes->count++;
		}
	}
	*out = notes;
	notes = NULL;
cleanup:
	usdt_notes__free(notes);
	elf__close(&elf);
	return err;
}

void usdt_notes__free(struct usdt_notes *notes)
{
	if (!notes)
		return;
	free(notes->items);
	free(notes->text);
	free(notes);
}

int build_id__read(int fd, char *hex, size_t size)
{
	const Elf64_Shdr *section;
	char *data = NULL;
	struct elf elf;
	struct note note;
	size_t at = 0;
	int err;

	err = elf__open(fd, &elf);
	if (err)
		return err;
	section = elf__find_section(&elf, ".note.gnu.build-id");
	err = section ? read_alloc(fd, (void **)&data, section->sh_size, section->sh_offset) : -ENOENT;
	if (err)
		goto cleanup;
	err = -ENOENT;
	while (note__next(data, section->sh_size, &at, &note)) {
		static const char digits[] = "0123456789abcdef";

		if (!note__is(&note, "GNU", NT_GNU_BUILD_ID) || note.desc_bytes * 2 >= size)
			continue;
		for (size_t i = 0; i < note.desc_bytes; i++) {
			hex[2 * i] = digits[(unsigned char)note.desc[i] >> 4];
			hex[2 * i + 1] = digits[note.desc[i] & 15];
		}
		hex[2 * note.desc_bytes] = '\0';
		err = 0;
		break;
	}
cleanup:
	free(data);
	elf__close(&elf);
	return err;
}
