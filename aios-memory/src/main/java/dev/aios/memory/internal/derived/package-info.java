/**
 * What was made from other things, with what it was made from. Used by memory's own packages, and
 * by hosts through {@code dev.aios.memory.derived}.
 */
@NullMarked
package dev.aios.memory.internal.derived;

import org.jspecify.annotations.NullMarked;
