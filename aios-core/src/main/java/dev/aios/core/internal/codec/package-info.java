/**
 * Between Java values and JSON: payloads with a type name and a version, JSON Schema, validation,
 * canonical hashes. Called by the engine, the door, the inbox and the agent kinds; knows only
 * {@code dev.aios.api}.
 */
@NullMarked
package dev.aios.core.internal.codec;

import org.jspecify.annotations.NullMarked;
