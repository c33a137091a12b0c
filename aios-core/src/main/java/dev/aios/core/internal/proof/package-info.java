/**
 * The signed Merkle tree over the journal: its tiles as rows, who signs its heads, who proves and
 * who checks. Called by the runtime and the command; knows the journal's SPI and nothing else.
 */
@NullMarked
package dev.aios.core.internal.proof;

import org.jspecify.annotations.NullMarked;
