/**
 * What a host may want to know of its entities beyond the interface {@code Entities}: which of them
 * are probably the same. Uses that interface only.
 */
@NullMarked
package dev.aios.memory.identity;

import org.jspecify.annotations.NullMarked;
