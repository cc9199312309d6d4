def second_waits_for_first(first_end_secs, second_begin_secs):
    return second_begin_secs >= first_end_secs


def total_is_the_sum(first_secs, second_secs, total_secs):
    return total_secs >= 0.95 * (first_secs + second_secs)


def one_thread_does_it_all(threads):
    return threads == 1


def figures(events):
    printed = [event for event in events if event.kind == "printed"]
    return {
        "first_end_secs": printed[2].at_secs,
        "second_begin_secs": printed[3].at_secs,
        "threads": len({event.lane.thread_id for event in printed}),
    }
