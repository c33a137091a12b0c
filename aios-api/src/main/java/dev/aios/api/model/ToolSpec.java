package dev.aios.api.model;

import dev.aios.api.value.Json;

/**
 * A tool as a model is told of it.
 *
 * @param name letters, digits, underscores and dashes; at most 64
 * @param description when to use it
 * @param parameters a JSON Schema of its arguments, an object
 */
public record ToolSpec(String name, String description, Json parameters) {}
