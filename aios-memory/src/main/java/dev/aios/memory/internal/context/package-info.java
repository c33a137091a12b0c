/** How contexts are assembled. Built by {@code Memory}, used through {@code Contexts}. */
@NullMarked
package dev.aios.memory.internal.context;

import org.jspecify.annotations.NullMarked;
