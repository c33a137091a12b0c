/**
 * Recall on the journal: rows are the truth, and an index in memory, made from them and brought up
 * to date before each search, finds them. Built by {@code Memory}, used through {@code Recall}.
 */
@NullMarked
package dev.aios.memory.internal.recall;

import org.jspecify.annotations.NullMarked;
