package dev.aios.testkit.model;

import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.ChatRequest;
import org.jspecify.annotations.Nullable;

/**
 * A question that a scripted model was asked, and what came of it.
 *
 * @param request the question as the model saw it, sanitised
 * @param answer its answer, or null if it failed
 * @param failure how it failed, or null
 */
public record Exchange(
    ChatRequest request, @Nullable ChatAnswer answer, @Nullable Exception failure) {}
