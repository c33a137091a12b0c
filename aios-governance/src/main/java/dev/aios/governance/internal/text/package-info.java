/**
 * Plain text made canonical, and searched for instructions to a model. Called by the sanitiser
 * alone.
 */
@NullMarked
package dev.aios.governance.internal.text;

import org.jspecify.annotations.NullMarked;
