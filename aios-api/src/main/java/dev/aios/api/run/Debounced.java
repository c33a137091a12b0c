package dev.aios.api.run;

import java.time.Instant;

/**
 * A run that is put off until its calls pause.
 *
 * @param run the run that will begin; there is no such run before
 * @param key the key of the calls
 * @param calls how many there have been
 * @param first when the first came
 * @param due when the run begins if no other call comes
 */
public record Debounced(RunId run, String key, long calls, Instant first, Instant due) {}
