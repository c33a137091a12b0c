/**
 * Value types that every other package uses: money, tokens, cost, JSON, payloads, taint, retry.
 * They depend on nothing but the JDK.
 */
@NullMarked
package dev.aios.api.value;

import org.jspecify.annotations.NullMarked;
