from lessons.running import lives, moments


def start_returns_at_once(second_start_secs, first_end_secs):
    return second_start_secs < first_end_secs


def each_task_has_its_own_process(processes):
    return processes == 3


def total_is_less_than_the_sum(total_secs, sum_secs):
    return total_secs < sum_secs


def join_waits_for_the_end(last_end_secs, last_joined_secs):
    return last_joined_secs >= last_end_secs


def figures(events):
    return {
        "second_start_secs": max(moments(events, "start").values()),
        "first_end_secs": min(moments(events, "end").values()),
        "last_end_secs": max(moments(events, "end").values()),
        "last_joined_secs": max(moments(events, "joined").values()),
        "processes": len({event.lane.pid for event in events if event.kind == "printed"}),
        "sum_secs": sum(lives(events).values()),
    }
