/**
 * How the journals work inside: group commit, the hash chain, the checks of a write, the tables on
 * SQLite. Called by {@code dev.aios.core.journal} and the package for PostgreSQL below; calls no
 * other package of aios-core.
 */
@NullMarked
package dev.aios.core.internal.journal;

import org.jspecify.annotations.NullMarked;
