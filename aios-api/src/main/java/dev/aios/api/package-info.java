/**
 * The root of the contract: errors, the injected world, and the one SPI ({@link
 * dev.aios.api.Extension}) through which memory, governance, test kit and adapters plug into the
 * runtime. Depends on annotations only; everything may depend on it.
 */
@NullMarked
package dev.aios.api;

import org.jspecify.annotations.NullMarked;
