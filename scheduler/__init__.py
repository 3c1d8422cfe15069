"""Watches the clock: fires due timers and drains the outbox. APScheduler only wakes us; the truth is in our rows."""
