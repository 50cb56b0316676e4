#include <stddef.h>
#include "begun_calls.h"

/* A text that the beginning has and the end has not: its page was in memory then only. */
static bool call__knows_more(const struct call_event *begin, const struct call_event *end)
{
	for (int i = 0; i <= EVENT_CALL_ARGS; i++) {
		uint16_t had = begin->text_bytes[i], has = end->text_bytes[i];

		if (had != EVENT_NO_TEXT && had && (has == EVENT_NO_TEXT || !has))
			return true;
	}
	return false;
}

bool begun_calls__note(struct begun_calls *begun, char *data, uint32_t at)
{
	const struct event *event = (const struct event *)(data + at);
	struct begun_call *known = &begun->calls[event->tid & (BEGUN_CALLS - 1)];
	const struct call_event *end = (const struct call_event *)event;
	struct call_event *begin;

	if (event->kind != EVENT_CALL)
		return false;
	if (event->flags & EVENT_CALL_BEGINS) {
		*known = (struct begun_call){ .tid = event->tid, .at = at };
		return false;
	}
	if (known->tid != event->tid)
		return false;
	known->tid = 0;
	begin = (struct call_event *)(data + known->at);
	if (begin->event.at != end->enter_at || begin->number != end->number || call__knows_more(begin, end))
		return false;
	begin->event.kind = EVENT_NONE;
	return true;
}
