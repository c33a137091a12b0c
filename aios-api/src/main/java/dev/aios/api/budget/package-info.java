/** Budgets: caps with a scope and a period, and what happens past the cap. */
@NullMarked
package dev.aios.api.budget;

import org.jspecify.annotations.NullMarked;
