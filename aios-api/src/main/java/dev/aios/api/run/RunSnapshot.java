package dev.aios.api.run;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run as it stood at a checkpoint, rehydrated from the journal alone.
 *
 * @param status its status then
 * @param input its input
 * @param outcomes what each node had given, by node name with the iteration in a loop, oldest first
 * @param undone the nodes that had been taken back
 * @param result its result, or null if it had not completed
 */
public record RunSnapshot(
    RunStatus status,
    Object input,
    Map<String, Object> outcomes,
    Set<String> undone,
    @Nullable Object result) {}
