/**
 * The journals that ship with AIOS: on a SQLite file, in a PostgreSQL schema, in memory. For hosts
 * and the runtime; everything else sees them as {@link dev.aios.api.journal.Journal}.
 */
@NullMarked
package dev.aios.core.journal;

import org.jspecify.annotations.NullMarked;
