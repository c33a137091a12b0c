/**
 * As much of CSS as it takes to tell whether a reader sees a text. Called by the reader of HTML
 * alone.
 */
@NullMarked
package dev.aios.governance.internal.css;

import org.jspecify.annotations.NullMarked;
