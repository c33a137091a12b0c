/**
 * Forgetting on the journal. Built by {@code Memory}, used through {@code dev.aios.memory.erasure}.
 */
@NullMarked
package dev.aios.memory.internal.erasure;

import org.jspecify.annotations.NullMarked;
