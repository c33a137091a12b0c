/** The memory tiers that are not the journal: session windows, contexts for models, and recall. */
@NullMarked
package dev.aios.api.memory;

import org.jspecify.annotations.NullMarked;
