/**
 * What waits for a person: approvals, in-doubt effects, stuck runs, dead letters; and the verdicts.
 */
@NullMarked
package dev.aios.api.inbox;

import org.jspecify.annotations.NullMarked;
