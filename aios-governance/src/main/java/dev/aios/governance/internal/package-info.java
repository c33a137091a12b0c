/** What budgets and limits share. Called by the governance extension alone. */
@NullMarked
package dev.aios.governance.internal;

import org.jspecify.annotations.NullMarked;
