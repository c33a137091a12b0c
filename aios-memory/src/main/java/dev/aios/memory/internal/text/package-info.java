/** Text as every part of memory sees it: canonical form and words. For memory's own packages. */
@NullMarked
package dev.aios.memory.internal.text;

import org.jspecify.annotations.NullMarked;
