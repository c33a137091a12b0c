/**
 * Entities and their facts on the journal. Built by {@code Memory}, used through {@code Entities}.
 */
@NullMarked
package dev.aios.memory.internal.identity;

import org.jspecify.annotations.NullMarked;
