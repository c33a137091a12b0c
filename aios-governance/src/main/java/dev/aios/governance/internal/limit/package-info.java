/** Limits on how often effects are tried. Called by the governance extension alone. */
@NullMarked
package dev.aios.governance.internal.limit;

import org.jspecify.annotations.NullMarked;
