/** Schedules: what starts runs by the calendar. For hosts and extensions. */
@NullMarked
package dev.aios.api.schedule;

import org.jspecify.annotations.NullMarked;
