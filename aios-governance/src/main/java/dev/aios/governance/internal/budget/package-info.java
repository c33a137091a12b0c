/** Budgets kept in counters of the journal. Called by the governance extension alone. */
@NullMarked
package dev.aios.governance.internal.budget;

import org.jspecify.annotations.NullMarked;
