/**
 * The canonical store's SPI: one append-only, time-ordered, hash-chained journal and, in the same
 * transaction, rows and counters that gate decisions. Implemented by aios-core; used by the runtime
 * and by extensions.
 */
@NullMarked
package dev.aios.api.journal;

import org.jspecify.annotations.NullMarked;
