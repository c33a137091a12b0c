package dev.aios.api.run;

import dev.aios.api.value.Cost;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands.
 *
 * @param id which run
 * @param version the version of the definition that it goes by
 * @param state its state
 * @param why says why it is in that state: the wait, the error, who cancelled it
 * @param at the nodes where it stands; several in a parallel; empty at its end
 * @param until when a wait ends by itself, or null if it does not
 * @param cost what its effects cost so far, without waiting
 * @param project what it was started for, or null
 * @param started when it was started
 * @param updated when it last got on
 */
public record RunStatus(
    RunId id,
    int version,
    RunState state,
    String why,
    List<String> at,
    @Nullable Instant until,
    Cost cost,
    @Nullable String project,
    Instant started,
    Instant updated) {
  /** Copies the list. */
  public RunStatus {
    at = List.copyOf(at);
  }
}
