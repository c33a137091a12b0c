/** Reads HTML as a person sees it. Called by the sanitiser alone. */
@NullMarked
package dev.aios.governance.internal.html;

import org.jspecify.annotations.NullMarked;
