#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "elf_file.h"
#include "usdt_note.h"

#define STAPSDT_TYPE 3

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

/* Of the argument that the text begins with: brackets may hold spaces. */
static size_t argument_length(const char *text)
{
	size_t length = strcspn(text, " [");

	if (text[length] == '[')
		length += strcspn(text + length, "]");
	return length + strcspn(text + length, " ");
}

/* One that is not understood becomes PLACE_UNKNOWN, so that the others can still be read. */
static void usdt_note__find_places(struct usdt_note *note, struct elf *elf)
{
	const char *text = note->arguments;

	memset(note->places, 0, sizeof(note->places));
	note->place_count = 0;
	while (note->place_count < EVENT_ARGS) {
		struct place *place = &note->places[note->place_count];
		size_t length;

		text += strspn(text, " ");
		length = argument_length(text);
		if (!length)
			break;
		if (!place__parse(text, length, note->address, elf, place))
			*place = (struct place){ .kind = PLACE_UNKNOWN };
		text += length;
		note->place_count++;
	}
}

const char *usdt_note__argument(const struct usdt_note *note, int index, size_t *length)
{
	const char *text = note->arguments;

	for (;;) {
		text += strspn(text, " ");
		*length = argument_length(text);
		if (index-- == 0)
			return text;
		text += *length;
	}
}

static bool usdt_note__parse(struct usdt_note *out, const struct note *note, struct elf *elf, const Elf64_Shdr *base)
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
	usdt_note__find_places(out, elf);
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
	notes->machine = elf.header.e_machine;
	section = elf__find_section(&elf, ".note.stapsdt");
	base = elf__find_section(&elf, ".stapsdt.base");
	if (section && section->sh_type == SHT_NOTE) {
		err = elf__read_alloc(fd, (void **)&notes->text, section->sh_size, section->sh_offset);
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
	err = section ? elf__read_alloc(fd, (void **)&data, section->sh_size, section->sh_offset) : -ENOENT;
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
