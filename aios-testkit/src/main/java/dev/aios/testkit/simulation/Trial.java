package dev.aios.testkit.simulation;

import java.util.List;
import java.util.Map;

/**
 * What a seed led to.
 *
 * @param seed the seed
 * @param fired how often each fault struck; kinds that did not are absent
 * @param trace what happened, in order; the same for the same seed
 * @param headHash the hash of the journal's last record, which covers all before it
 */
public record Trial(
    long seed, Map<SimulatedFault, Integer> fired, List<String> trace, String headHash) {}
