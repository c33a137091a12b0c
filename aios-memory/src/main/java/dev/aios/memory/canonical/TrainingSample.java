package dev.aios.memory.canonical;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an agent was given, what it answered, and what a person said to that. Immutable.
 *
 * @param prompt what the step was given, as JSON or plain text; the instructions are the agent's
 *     own
 * @param answer what it gave, as JSON or plain text
 * @param edit what a person made of it, or null if it was not edited
 * @param verdict {@code approve}, {@code edit} or {@code reject}
 * @param note what the person said
 * @param step the step that answered
 * @param run its run
 * @param at when it was decided
 */
public record TrainingSample(
    String prompt,
    String answer,
    @Nullable String edit,
    String verdict,
    String note,
    String step,
    String run,
    Instant at) {}
