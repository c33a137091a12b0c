/**
 * How the journal on PostgreSQL works inside: its tables, the writer that commits a group of writes
 * in one statement, the readers. Called by {@code dev.aios.core.journal} only; uses the group
 * commit, the hash chain and the checks of {@code dev.aios.core.internal.journal}.
 */
@NullMarked
package dev.aios.core.internal.journal.postgres;

import org.jspecify.annotations.NullMarked;
