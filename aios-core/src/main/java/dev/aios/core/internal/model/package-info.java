/**
 * The model router: which offered model is asked, what it may cost, what happens when a budget or a
 * provider says no. Called by the runtime, which hands it to agents as {@link
 * dev.aios.api.model.Models}.
 */
@NullMarked
package dev.aios.core.internal.model;

import org.jspecify.annotations.NullMarked;
