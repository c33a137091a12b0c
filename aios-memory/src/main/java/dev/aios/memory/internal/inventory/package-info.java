/** The inventory on the journal. Built by {@code Memory}, used through {@code Inventory}. */
@NullMarked
package dev.aios.memory.internal.inventory;

import org.jspecify.annotations.NullMarked;
