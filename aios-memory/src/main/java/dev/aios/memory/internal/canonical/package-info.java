/**
 * Views of the journal. Built by {@code Memory}, used through {@code dev.aios.memory.canonical}.
 */
@NullMarked
package dev.aios.memory.internal.canonical;

import org.jspecify.annotations.NullMarked;
