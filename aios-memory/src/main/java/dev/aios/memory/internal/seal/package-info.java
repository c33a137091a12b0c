/**
 * Records whose content can be erased although the chain cannot be changed. Used by what of memory
 * writes content into records.
 */
@NullMarked
package dev.aios.memory.internal.seal;

import org.jspecify.annotations.NullMarked;
