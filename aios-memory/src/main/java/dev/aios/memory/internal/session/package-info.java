/** Sessions on the journal. Built by {@code Memory}, used through {@code Sessions}. */
@NullMarked
package dev.aios.memory.internal.session;

import org.jspecify.annotations.NullMarked;
