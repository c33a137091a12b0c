/**
 * Memory as a host uses it: {@link dev.aios.memory.Memory} brings sessions, recall, entities and
 * the inventory into a runtime; token counters and a classifier by examples stand beside it. The
 * services themselves are the interfaces of {@code dev.aios.api.memory} and {@code
 * dev.aios.api.identity}.
 */
@NullMarked
package dev.aios.memory;

import org.jspecify.annotations.NullMarked;
