/** Language and embedding models: the provider SPIs, requests, usage, price, tiers. */
@NullMarked
package dev.aios.api.model;

import org.jspecify.annotations.NullMarked;
