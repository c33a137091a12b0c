package dev.aios.api.model;

import dev.aios.api.value.Json;

/**
 * A model's wish to have a tool called.
 *
 * @param id the call's id, unique in the conversation
 * @param tool the tool's name
 * @param arguments a JSON object
 */
public record ToolCall(String id, String tool, Json arguments) {}
